//! Presence states.

use super::word::words;

words! {
    /// What a principal is doing (reference 02 §6.1).
    Status {
        /// Online.
        Online = "NLN",
        /// Busy.
        Busy = "BSY",
        /// Idle: the client noticed that nobody types.
        Idle = "IDL",
        /// Be right back.
        BeRightBack = "BRB",
        /// Away.
        Away = "AWY",
        /// On the phone.
        OnThePhone = "PHN",
        /// Out to lunch.
        OutToLunch = "LUN",
        /// Hidden: online, and shown to nobody.
        Hidden = "HDN",
        /// Offline. The 1999 text lets a client choose it; the service answered 201.
        Offline = "FLN",
    }
}

//! What a client and a notification (or dispatch) server say to each other.

use crate::line::vocabulary;

vocabulary! {
    /// What a client says to a notification server.
    ///
    /// Anything else, commands that only a server sends among it, is [`crate::Problem::UnknownCommand`].
    FromClient {
        /// Agree on a dialect.
        "VER" => Ver,
        /// What the client is.
        "CVR" => Cvr(ClientVersion),
        /// The same, from a client that has no dialect in common with the server.
        "CVQ" => Cvq(ClientVersion),
        /// Which ways of signing in are there?
        "INF" => Inf if PackageQuery,
        /// Sign in.
        "USR" => Usr,
        /// Send me to a switchboard.
        "XFR" => Xfr,
        /// Send me my lists.
        "SYN" => Syn,
        /// Send me one list.
        "LST" => Lst if ListRequests,
        /// Send me my groups.
        "LSG" => Lsg if Groups & ListRequests,
        /// Put somebody on a list.
        "ADD" => Add if AddAndRename,
        /// The same, with an address book.
        "ADC" => Adc if AddressBook,
        /// Take somebody off a list.
        "REM" => Rem,
        /// Make a group.
        "ADG" => Adg if Groups,
        /// Remove a group.
        "RMG" => Rmg if Groups,
        /// Rename a group.
        "REG" => Reg if Groups,
        /// Rename me, or a contact.
        "REA" => Rea if AddAndRename,
        /// Keep something of a contact.
        "SBP" => Sbp if AddressBook,
        /// Ask about people who add me?
        "GTC" => Gtc,
        /// How to treat people on neither list.
        "BLP" => Blp,
        /// Set a property.
        "PRP" => Prp if Properties,
        /// What I am doing.
        "CHG" => Chg,
        /// What I say of myself.
        "UUX" => Uux<'a> if PersonalMessages + data,
        /// Instant messages on or off.
        "IMS" => Ims if MessagingSwitch,
        /// Search the directory.
        "FND" => Fnd,
        /// Invite somebody.
        "SND" => Snd,
        /// Invite somebody, with a message.
        "SDC" => Sdc<'a> if InviteWithMessage + payload,
        /// Page somebody.
        "PAG" => Pag<'a> if PageCommand + payload,
        /// The same, on a device of choice.
        "PGD" => Pgd<'a> if DevicePaging + payload,
        /// Is there a device behind this number?
        "LKP" => Lkp if PhoneLookup,
        /// Where is a page of the service?
        "URL" => Url,
        /// Send me a file of my configuration.
        "GCF" => Gcf if ConfigFiles,
        /// Challenge me.
        "CHL" => ChlRequest if Challenges,
        /// The answer to a challenge.
        "QRY" => Qry<'a> if Challenges + payload,
        /// Are you alive?
        "PNG" => Png,
        /// I sign out.
        "OUT" => Out,
    }
}

vocabulary! {
    /// What a notification server says to a client.
    FromServer {
        /// The dialect agreed upon.
        "VER" => VerReply,
        /// Which version the client should be.
        "CVR" => Cvr(ClientVersionReply),
        /// The same, for a client without a dialect.
        "CVQ" => Cvq(ClientVersionReply),
        /// The ways of signing in.
        "INF" => InfReply if PackageQuery,
        /// A step of the sign-in.
        "USR" => UsrReply,
        /// What always follows that.
        "SBS" => Sbs if SignInSbs,
        /// Go there.
        "XFR" => XfrReply,
        /// The lists are current, or follow.
        "SYN" => SynReply,
        /// A row of a list.
        "LST" => LstRow,
        /// A group.
        "LSG" => LsgRow if Groups,
        /// Added.
        "ADD" => AddReply if AddAndRename,
        /// The same, with an address book.
        "ADC" => Adc if AddressBook,
        /// Removed.
        "REM" => RemReply,
        /// Made.
        "ADG" => AdgReply if Groups,
        /// Removed.
        "RMG" => RmgReply if Groups,
        /// Renamed.
        "REG" => RegReply if Groups,
        /// Renamed.
        "REA" => ReaReply if AddAndRename,
        /// Kept.
        "SBP" => Sbp if AddressBook,
        /// The setting.
        "GTC" => GtcReply,
        /// The setting.
        "BLP" => BlpReply,
        /// A property.
        "PRP" => PrpReply if Properties,
        /// A property of a contact.
        "BPR" => Bpr if Properties,
        /// The state.
        "CHG" => Chg,
        /// A contact was online already.
        "ILN" => Iln,
        /// A contact came online or changed.
        "NLN" => Nln,
        /// A contact went offline.
        "FLN" => Fln,
        /// What I say of myself is told.
        "UUX" => UuxReply if PersonalMessages,
        /// What a contact says.
        "UBX" => Ubx<'a> if PersonalMessages + data,
        /// The switch.
        "IMS" => ImsReply if MessagingSwitch,
        /// A member found.
        "FND" => FndRow if Directory,
        /// Invited.
        "SND" => Snd(InviteReply),
        /// Invited, with the message.
        "SDC" => Sdc(InviteReply) if InviteWithMessage,
        /// There is a device.
        "LKP" => Lkp if PhoneLookup,
        /// A page of the service.
        "URL" => UrlReply,
        /// A file of the configuration.
        "GCF" => GcfReply<'a> if ConfigFiles + data,
        /// Answer this.
        "CHL" => Chl if Challenges,
        /// Right.
        "QRY" => QryReply if Challenges,
        /// Alive.
        "QNG" => Qng,
        /// A message of the service.
        "MSG" => MsgDelivery<'a> + payload,
        /// An alert.
        "NOT" => Not<'a> if Alerts + payload,
        /// A page came in.
        "IPG" => Ipg<'a> if IncomingPages + payload,
        /// Somebody calls.
        "RNG" => Rng,
        /// The session ends.
        "OUT" => OutReply,
    }
    errors => Refused
}

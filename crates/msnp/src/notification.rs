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
        "SYN" => Syn if SyncedLists,
        /// Send me one list.
        "LST" => Lst if ListRequests,
        /// Send me my groups.
        "LSG" => Lsg if Groups & ListRequests,
        /// Put somebody on a list.
        "ADD" => Add if AddAndRename,
        /// The same, with an address book.
        "ADC" => Adc if AddressBook,
        /// Take somebody off a list.
        "REM" => Rem if SyncedLists,
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
        /// These are on these lists.
        "ADL" => Adl<'a> if MembershipLists + list,
        /// These are not any more.
        "RML" => Rml<'a> if MembershipLists + list,
        /// On which networks are these?
        "FQY" => Fqy<'a> if FederationQuery + list,
        /// Ask about people who add me?
        "GTC" => Gtc if SyncedLists,
        /// How to treat people on neither list.
        "BLP" => Blp,
        /// Set a property.
        "PRP" => Prp if Properties,
        /// What I am doing.
        "CHG" => Chg,
        /// What I say of myself.
        "UUX" => Uux<'a> if PersonalMessages + data,
        /// A message outside of a conversation.
        "UUM" => Uum<'a> if UnifiedMessages + payload,
        /// Something for another client.
        "UUN" => Uun<'a> if UnifiedNotices + data,
        /// I am in this circle.
        "PUT" => Put<'a> if Circles + data,
        /// I leave it.
        "DEL" => Del<'a> if Circles + data,
        /// I say something to all who are in it.
        "SDG" => Sdg<'a> if Circles + data,
        /// I report somebody.
        "VAS" => Vas<'a> if AbuseReports + data,
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
        "GCF" => Gcf if ConfigRequests,
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
        "SYN" => SynReply if SyncedLists,
        /// A row of a list.
        "LST" => LstRow if SyncedLists,
        /// A group.
        "LSG" => LsgRow if Groups,
        /// Added.
        "ADD" => AddReply if AddAndRename,
        /// The same, with an address book.
        "ADC" => Adc if AddressBook,
        /// Removed.
        "REM" => RemReply if SyncedLists,
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
        /// Put on the lists; or others did so with me.
        "ADL" => Adl(DoneOrNews)<'a> if MembershipLists + maybe,
        /// Taken off them.
        "RML" => Rml(DoneOrNews)<'a> if MembershipLists + maybe,
        /// The networks.
        "FQY" => Fqy<'a> if FederationQuery + list,
        /// Tell me again.
        "RFS" => Rfs if StateRequests,
        /// The setting.
        "GTC" => GtcReply if SyncedLists,
        /// The setting.
        "BLP" => BlpReply,
        /// A property.
        "PRP" => PrpReply if Properties,
        /// A property of a contact.
        "BPR" => Bpr if ContactProperties,
        /// The state.
        "CHG" => Chg,
        /// A contact was online already.
        "ILN" => Iln if InitialPresence,
        /// A contact came online or changed.
        "NLN" => Nln,
        /// A contact went offline.
        "FLN" => Fln,
        /// What I say of myself is told.
        "UUX" => UuxReply if PersonalMessages,
        /// What a contact says.
        "UBX" => Ubx<'a> if PersonalMessages + data,
        /// The message is on its way.
        "UUM" => Uum(Done) if UnifiedMessages,
        /// Somebody's message outside of a conversation.
        "UBM" => Ubm<'a> if UnifiedMessages + payload,
        /// It is on its way.
        "UUN" => Uun(Done) if UnifiedNotices,
        /// Something from another client.
        "UBN" => Ubn<'a> if UnifiedNotices + data,
        /// I am in it.
        "PUT" => Put(RoutedReply)<'a> if Circles + maybe,
        /// I have left it.
        "DEL" => Del(RoutedReply)<'a> if Circles + maybe,
        /// It was said; or somebody says something.
        "SDG" => Sdg(DoneOrNews)<'a> if Circles + maybe,
        /// A circle has changed.
        "NFY" => Nfy<'a> if Circles + list,
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

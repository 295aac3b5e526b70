//! The table of settings. Everything that names a setting is generated from here.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::dialects::Dialects;
use super::table::{Section, Setting, accept, expected, sections};
use super::value::{
    DnsOthers, FilePath, Hosts, LogFilter, LogFormat, MailEncryption, PublicAddress, SsoProof, Text, UrlBase,
    Value as _, WhoRegisters,
};

sections! {
    /// Where the server is, and what it speaks.
    server "": Server {
        /// Where clients connect. One port serves dispatch, notification and switchboard: the first
        /// command of a connection tells which it is. Port 0 takes any free one.
        listen: SocketAddr = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 1863));
        /// The name or address under which clients reach the server. They are told it when they are
        /// referred to another server or into a conversation. Empty: the address the client connected to,
        /// which is right unless a router or a container stands in between. Without a port: the one
        /// listened on.
        public_address: Option<PublicAddress> = None;
        /// The protocol versions spoken. A client that offers none of them is turned away.
        dialects: Dialects = Dialects::all();
    }

    /// A port of its own for a role. Empty: the role is served at `listen`.
    ports "ports": Ports {
        /// Where a client asks first, to be referred to the notification server.
        dispatch: Option<SocketAddr> = None;
        /// Where a client signs in and stays.
        notification: Option<SocketAddr> = None;
        /// Where conversations are held.
        switchboard: Option<SocketAddr> = None;
    }

    /// The first contact.
    dispatch "dispatch": Dispatch {
        /// Refer every client from `listen` to the notification server, as Microsoft's service did,
        /// instead of letting it sign in where it is. Costs a connection more per sign-in.
        always_refer: bool = false;
    }

    /// Answering for the host names that are built into clients, so that machines need no hosts file: they, or the
    /// network's router, take this server for their DNS server.
    dns "dns": Dns {
        /// Where questions are taken, on UDP and TCP, such as "0.0.0.0:53". Empty: nowhere.
        listen: Option<SocketAddr> = None;
        /// The IPv4 address that the names are given. Empty: `public_address` where that is one, or else the address of
        /// this machine towards whoever asks.
        answer: Option<Ipv4Addr> = None;
        /// Answer also for names that other programs use to this day, such as login.live.com, where Microsoft accounts
        /// sign in. These programs then no longer work on the machines that ask here.
        shared_names: bool = false;
        /// What becomes of questions for all other names: "refuse" them, or "forward" them to `dns.upstream`.
        others: DnsOthers = DnsOthers::Refuse;
        /// The DNS server that questions are forwarded to, such as "192.168.1.1:53".
        upstream: Option<SocketAddr> = None;
        /// Forward for everybody, not only for private, link-local and loopback addresses. Such a server is used to flood
        /// others.
        forward_for_everybody: bool = false;
        /// Questions per second from one address. More are not answered.
        queries_per_second: u32 = 50, 1..=1_000_000;
    }

    /// What is logged, to the standard error. Messages, passwords and the addresses of people never are.
    log "log": Log {
        /// How much is logged, for all modules or by module.
        level: LogFilter = LogFilter::default();
        /// Lines to read, or one JSON object per line for a collector.
        format: LogFormat = LogFormat::Text;
    }

    /// How clients prove who they are.
    sign_in "sign_in": SignIn {
        /// Accept passwords in clear text (CTP), which some builds of MSN Messenger 1.0 can send. Anyone on
        /// the way can read them.
        clear_text: bool = false;
        /// What Windows Live Messenger has to show besides its ticket. `required`: that it knows the secret that came with the
        /// ticket, as every unchanged one does. `optional`: nothing, for clients with a replaced login library (msidcrl), some of
        /// which leave the proof away or send anything; then whoever can read a ticket on the way can sign in with it.
        sso_proof: SsoProof = SsoProof::Required;
        /// The dialects whose clients are challenged (CHL) while signed in, to prove that they are genuine:
        /// MSNP6 and later can answer. Third-party clients of these dialects may not.
        challenge_dialects: Dialects = Dialects::none();
        /// The time between two challenges.
        challenge_interval: Duration = HOUR, MINUTE..=DAY;
        /// How long the answer to a challenge may take.
        challenge_timeout: Duration = 50 * SECOND, 5 * SECOND..=10 * MINUTE;
        /// How many failed sign-ins to one account, from wherever, are let through at once within
        /// `failure_window`. More are refused without a look at the password until a place is free again, one
        /// by one. 0: no limit.
        failures_per_account: u32 = 10, 0..=1_000_000;
        /// The same for failed sign-ins from one IP address, or one network of version 6 (/64), to whichever
        /// accounts. Many people may be behind one address. 0: no limit.
        failures_per_address: u32 = 50, 0..=1_000_000;
        /// The time in which failed sign-ins are forgotten again.
        failure_window: Duration = 15 * MINUTE, SECOND..=DAY;
        /// How long a Passport ticket is good, with which MSN Messenger 5.0 and later sign in and open pages
        /// without asking for the password again. A new password ends it earlier.
        passport_lifetime: Duration = DAY, 10 * MINUTE..=30 * DAY;
        /// How many passwords are hashed at the same time. Each takes a processor and 19 MiB of memory.
        hashing_threads: u32 = 1, 1..=64;
    }

    /// What is served over HTTP: Passport sign-in and configuration for MSN Messenger 5.0 and later.
    web "web": WebFront {
        /// Where plain HTTP is served. Clients that nothing was changed in ask port 80. Passwords of those who
        /// sign in this way can be read on the way. Where nothing is set and port 80 cannot be had, 8080 is
        /// tried. Empty: not at all.
        http: Option<SocketAddr> = Some(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 80)));
        /// Where HTTP over TLS is served, to the programs of today and to those of the era. MSN Messenger 5.0 to
        /// 7.5 sign in here. Where nothing is set and port 443 cannot be had, 8443 is tried. Empty: not at all;
        /// no private root certificate is made then.
        https: Option<SocketAddr> = Some(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 443)));
        /// The only host, with its port where that is not the usual one, that takes passwords: clients that ask
        /// where to sign in are told it, and those that come to another are sent there. Empty: clients sign in
        /// where they are.
        login_host: Option<PublicAddress> = None;
        /// Connections at the same time. For more, those that have asked for nothing make room, the oldest first;
        /// where all have, more are closed at once.
        connections: u32 = 500, 1..=1_000_000;
        /// Connections at the same time from one IP address, or one network (/64) of IPv6. 0: no limit.
        connections_per_address: u32 = 100, 0..=1_000_000;
    }

    /// MSNP over HTTP, for clients behind a firewall that lets nothing but the web through: see docs/gateway.md.
    gateway "gateway": GatewayFront {
        /// Serve it at `/gateway/gateway.dll`, where HTTP is served.
        enabled: bool = true;
        /// Sessions at the same time. One who is signed in has one, and one more for each conversation. More are
        /// refused.
        sessions: u32 = 2000, 1..=1_000_000;
        /// Sessions at the same time from one IP address, or one network (/64) of IPv6. Whole companies may be behind
        /// one. 0: no limit.
        sessions_per_address: u32 = 200, 0..=1_000_000;
        /// Sessions opened per minute from one IP address. 0: no limit.
        opens_per_minute: u32 = 300, 0..=1_000_000;
        /// What may wait for one client to ask for it, in bytes, before `limits.outbox_bytes` begins to count.
        queue_bytes: u32 = 262_144, 16_384..=1_073_741_824;
        /// How long a client may stay silent. Then its session ends. Clients ask every two to five seconds.
        lifetime: Duration = 75 * SECOND, 10 * SECOND..=10 * MINUTE;
    }

    /// Certificates. The first start makes a private root for the names of the era, and certificates under
    /// it that are renewed by themselves; clients install that root once.
    tls "tls": Tls {
        /// A certificate of your own for browsers and other programs of today: a PEM file, with those that
        /// signed it. It is read again when it changes. Clients with old TLS are never shown it.
        certificate: FilePath = FilePath::default();
        /// The key of that certificate, a PEM file.
        key: FilePath = FilePath::default();
        /// Names to obtain such a certificate for by ACME, as Let's Encrypt does it: all must lead to this
        /// server from everywhere, with port 80. Empty: not at all.
        acme_names: Hosts = Hosts::default();
        /// Where the authority writes when something is wrong.
        acme_contact: Text = Text::default();
        /// The authority's directory.
        acme_directory: UrlBase = UrlBase::lets_encrypt();
        /// Trust this root, a PEM file, and no other when talking to the authority: for one of your own.
        acme_root: FilePath = FilePath::default();
        /// The size of the key that old clients are shown, in bits: 2048, or 1024 for those that cannot.
        legacy_key_bits: u32 = 2048, 1024..=2048;
        /// How long a handshake may take.
        handshake_timeout: Duration = Duration::from_secs(15), Duration::from_secs(1)..=Duration::from_mins(5);
    }

    /// New accounts.
    registration "registration": Registration {
        /// Who may register on the website: "closed", nobody; "invitation", whoever has a link of invitation; "open",
        /// everybody.
        who: WhoRegisters = WhoRegisters::Closed;
        /// Whoever registers must show that the e-mail address is theirs, with a code that is sent there, before they can
        /// sign in. Needs `mail`.
        confirm_address: bool = false;
        /// Registrations per hour from one IP address, or one network of version 6 (/64), and as many requests for a new
        /// password. 0: no limit.
        per_hour: u32 = 5, 0..=1_000_000;
        /// A sign-in in clear text under an address that has no account makes the account. Needs
        /// `sign_in.clear_text`. For a closed network only: whoever comes first owns the name.
        at_sign_in: bool = false;
    }

    /// Browsers of members on the website.
    site "site": Site {
        /// How long a browser that is not used stays signed in.
        idle: Duration = 14 * DAY, 10 * MINUTE..=366 * DAY;
        /// How long a browser stays signed in at all.
        lifetime: Duration = 90 * DAY, 10 * MINUTE..=366 * DAY;
        /// What one member can report about others per hour. 0: no limit.
        reports_per_hour: u32 = 10, 0..=1_000_000;
        /// An administrator must have a second factor to look after the server on the website. One who has none is led to
        /// where it is set. The command line needs none.
        administrators_need_second_factor: bool = false;
    }

    /// Letters to members: codes to confirm an address and to set a new password. Without it, whoever has forgotten their
    /// password asks you.
    mail "mail": Mail {
        /// The relay that takes letters for everywhere, such as "smtp.example.net" or "localhost:2525". Empty: no mail is sent.
        relay: Option<PublicAddress> = None;
        /// How the way to the relay is kept secret: "tls", from the first byte on (port 465); "starttls" (port 587); "none",
        /// for a relay on this machine (port 25).
        encryption: MailEncryption = MailEncryption::StartTls;
        /// The name to sign in to the relay with. Empty: it takes letters from everybody who reaches it.
        user: Text = Text::default();
        /// A file with the password to it. It is read at the start.
        password_file: FilePath = FilePath::default();
        /// Trust this root, a PEM file, and no other when talking to the relay: for one of your own.
        root: FilePath = FilePath::default();
        /// Instead of a relay: write every letter as a file into this folder. For trying it out.
        folder: FilePath = FilePath::default();
        /// Who writes, such as "nudge@example.net" or "Nudge <nudge@example.net>".
        from: Text = Text::default();
        /// Letters with codes to one account per hour. 0: no limit.
        per_account_per_hour: u32 = 3, 0..=1_000_000;
    }

    /// The JSON API, with which programs look after the service in the name of an administrator: see docs/api.md.
    api "api": Api {
        /// Serve it below `/api`, where the website is. Nobody gets in without a key (`nudge key add`).
        enabled: bool = true;
        /// Take keys over plain HTTP from elsewhere than this machine, too. They can be read on the way: for a network of
        /// your own, or behind a proxy on another machine.
        plain_http: bool = false;
    }

    /// Accounts, lists and all else that is kept: `nudge.db` in the data folder.
    database "database": Database {
        /// How much of the database each of the server's three connections to it keeps in memory, in bytes. What is
        /// not there is read from the file when somebody signs in.
        cache_bytes: u32 = 8_388_608, 262_144..=1_073_741_824;
    }

    /// What was said, kept for the operator.
    history "history": History {
        /// Keep a copy of every message of every conversation. Tell your users.
        enabled: bool = false;
        /// How many days a message is kept.
        retention_days: u32 = 30, 1..=36_500;
    }

    /// Parts of the service that can be left out.
    features "features": Features {
        /// Searching the member directory (FND).
        directory: bool = true;
        /// Inviting people by mail (SND, SDC). The invitations are collected for you; none is sent.
        invitations: bool = true;
        /// Messages to a mobile device (PAG), shown to the contact as a page (IPG).
        paging: bool = true;
        /// The beginning of the web addresses that clients open for mail, profile and the like (URL). Empty:
        /// `http://` and the server's public name.
        url_base: UrlBase = UrlBase::default();
        /// The page that a client opens to get another version of itself (CVR). No client is ever told that it
        /// needs one; those that share no dialect with this server show it. Empty: the server's own /connect.
        client_download_url: UrlBase = UrlBase::default();
        /// The page that a client opens to read about its version (CVR). Empty: the server's own /connect.
        client_info_url: UrlBase = UrlBase::default();
    }

    /// Messages that people leave for those who are not there, until they have been handed over.
    offline_messages "offline_messages": OfflineMessages {
        /// Whether messages can be left. If not, what waits can still be fetched.
        enabled: bool = true;
        /// How many days they wait. Then they are erased, delivered or not.
        retention_days: u32 = 90, 1..=36_500;
        /// Longest message, in bytes of text and format.
        message_bytes: u32 = 5000, 256..=16_384;
        /// Messages that wait for one person at the same time.
        per_receiver: u32 = 100, 1..=10_000;
        /// How many of them one sender may have left.
        per_sender: u32 = 50, 1..=10_000;
        /// Messages that one person may leave in 10 seconds. 0: no limit.
        per_10s: u32 = 10, 0..=1_000_000;
        /// Whether a program that leaves one (with SOAP) must show the key of a product that is known. It keeps
        /// no attacker away, for the keys are; some third-party programs have none.
        lock_key: bool = false;
    }

    /// Bounds on what one client can take from the others. Where 0 means no limit, the setting says so.
    limits "limits": Limits {
        /// Longest command line, in bytes. A longer one ends the connection.
        line_bytes: u32 = 8192, 256..=65_536;
        /// Longest message or other payload, in bytes. A longer one ends the connection. The clients
        /// themselves stop at 1664.
        message_bytes: u32 = 1664, 256..=65_536;
        /// Connections at the same time. For more, those that have not signed in make room, the oldest first;
        /// where all have, more are closed at once. The operating system's limit on open files must be higher
        /// by about 200.
        connections: u32 = 19_000, 1..=10_000_000;
        /// Connections at the same time from one IP address, or one network (/64) of IPv6. 0: no limit.
        connections_per_address: u32 = 0, 0..=10_000_000;
        /// Contacts on one forward list.
        forward_list: u32 = 600, 1..=10_000;
        /// People on one allow list.
        allow_list: u32 = 1000, 1..=10_000;
        /// People on one block list.
        block_list: u32 = 1000, 1..=10_000;
        /// People on one reverse list: how many may have the same person as a contact.
        reverse_list: u32 = 1000, 1..=100_000;
        /// People in one conversation.
        room_members: u32 = 50, 2..=1000;
        /// Conversations one person is in at the same time.
        rooms_per_user: u32 = 50, 1..=1000;
        /// People in one group of Windows Live Messenger 2009, those who are invited among them.
        circle_members: u32 = 20, 2..=1000;
        /// Groups one person is in or invited to.
        circles_per_user: u32 = 20, 1..=1000;
        /// Messages one person may send in 10 seconds, in all conversations. 0: no limit.
        messages_per_10s: u32 = 30, 0..=1_000_000;
        /// Changes of the display name per minute and person. 0: no limit.
        renames_per_minute: u32 = 10, 0..=1_000_000;
        /// Changes of contacts, groups and privacy per hour and person, with Messenger and on the website
        /// together, all at once if need be: to fetch a list of contacts from a file takes two for each. 0: no limit.
        contact_changes_per_hour: u32 = 1500, 0..=1_000_000;
        /// Requests for a new conversation per minute and person. 0: no limit.
        switchboard_requests_per_minute: u32 = 60, 0..=1_000_000;
        /// Calls of one person into one conversation per minute. 0: no limit.
        calls_per_minute: u32 = 5, 0..=1_000_000;
        /// Calls, per hour, of people who do not have the caller as a contact. 0: no limit.
        strangers_per_hour: u32 = 30, 0..=1_000_000;
        /// Pages (PAG) one person may send per hour. 0: no limit.
        pages_per_hour: u32 = 10, 0..=1_000_000;
        /// Data that one person's programs may send to other programs per minute, beside conversations (UUN): what clients of
        /// MSNP13 and later prepare calls and file transfers with. 0: no limit.
        endpoint_data_per_minute: u32 = 200, 0..=1_000_000;
        /// Invitations by mail (SND, SDC) one person may make per hour. 0: no limit.
        invitations_per_hour: u32 = 20, 0..=1_000_000;
        /// Searches of the member directory (FND) per minute and person. 0: no limit.
        searches_per_minute: u32 = 30, 0..=1_000_000;
        /// Commands one client may give to the notification server in 10 seconds. Faster ones are not refused
        /// but handled at this pace. 0: no limit.
        commands_per_10s: u32 = 500, 0..=1_000_000;
        /// Changes of status, picture and personal message of one client per minute, all of which its contacts
        /// are told of. Faster ones are not refused but handled at this pace. 0: no limit.
        announcements_per_minute: u32 = 60, 0..=1_000_000;
        /// How long a new connection may take to its first command.
        greeting_timeout: Duration = 60 * SECOND, SECOND..=HOUR;
        /// How long signing in may take, from the connection on.
        sign_in_timeout: Duration = 2 * MINUTE, SECOND..=HOUR;
        /// How long an invitation into a conversation can be accepted.
        ticket_lifetime: Duration = 2 * MINUTE, 5 * SECOND..=HOUR;
        /// Invitations into conversations that may wait to be accepted, of everybody together. More are refused.
        tickets: u32 = 100_000, 100..=10_000_000;
        /// A conversation in which nothing was said for so long is closed. "0s": never.
        room_idle: Duration = 5 * MINUTE, Duration::ZERO..=30 * DAY;
        /// A signed-in client that has sent nothing for so long is signed out. "0s": never, which is right
        /// for old clients, silent for hours; dead connections are found by TCP.
        notification_idle: Duration = Duration::ZERO, Duration::ZERO..=30 * DAY;
        /// What may wait to be sent to one client, in bytes. A client that falls further behind is
        /// disconnected.
        outbox_bytes: u32 = 1_048_576, 16_384..=1_073_741_824;
        /// How long a client may take nothing of what waits for it, or less than 4 KiB, before it is disconnected.
        slow_reader_timeout: Duration = 10 * SECOND, SECOND..=HOUR;
        /// How long the server takes to say goodbye to its clients when it is stopped.
        drain_timeout: Duration = 4 * SECOND, Duration::ZERO..=HOUR;
    }

    /// Watching the server: metrics for Prometheus, health and readiness.
    ops "ops": OpsPort {
        /// Where `/metrics`, `/health` and `/ready` are served, over plain HTTP and to whoever asks: not where the
        /// public can reach it. Where nothing is set and the port cannot be had, the server starts without. Empty:
        /// nowhere, and nothing is counted.
        listen: Option<SocketAddr> = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 9063)));
    }
}

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

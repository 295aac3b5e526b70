//! Every limit, once: the page of the manual and the tests follow from here.

/// Limits that belong together.
pub(super) struct Area {
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    pub(super) bounds: &'static [Bound],
}

/// Something that somebody else can make grow.
pub(super) struct Bound {
    pub(super) what: &'static str,
    pub(super) limit: Limit,
    /// What becomes of whoever reaches it, as it reads in a cell.
    pub(super) reached: &'static str,
    pub(super) metric: Metric,
    /// Tests that reach it: a file below `crates/` and a function in it, with a space between.
    pub(super) tests: &'static [&'static str],
}

/// Where it ends.
pub(super) enum Limit {
    /// Where these settings say.
    Settings(&'static [&'static str]),
    /// Always in the same place.
    Fixed {
        /// How much that is.
        is: &'static str,
        /// Why nobody needs to move it.
        why: &'static str,
        /// A file below `crates/`, and how the number is written there.
        #[cfg_attr(not(test), expect(dead_code, reason = "what the tests hold it to"))]
        written: (&'static str, &'static str),
    },
}

/// What tells that it was reached, or how near it is.
pub(super) struct Metric {
    pub(super) name: &'static str,
    pub(super) labels: &'static [(&'static str, &'static str)],
}

/// One row: what, limit, what becomes of whoever reaches it, metric, tests.
const fn row(
    what: &'static str,
    limit: Limit,
    reached: &'static str,
    metric: Metric,
    tests: &'static [&'static str],
) -> Bound {
    Bound { what, limit, reached, metric, tests }
}

const fn fixed(is: &'static str, why: &'static str, file: &'static str, line: &'static str) -> Limit {
    Limit::Fixed { is, why, written: (file, line) }
}

const fn told(name: &'static str, labels: &'static [(&'static str, &'static str)]) -> Metric {
    Metric { name, labels }
}

/// Every area, in the order of the page.
pub(super) const AREAS: &[Area] = &[
    Area {
        title: "Connections",
        about: "Of Messenger clients, and of HTTP. Whoever connects is a newcomer until signed in, come into a conversation, or asking for something over HTTP.",
        bounds: &[
            row(
                "Connections of Messenger clients",
                Limit::Settings(&["limits.connections"]),
                "the newcomer that has been there longest is closed; where all have signed in, the new one is",
                told("nudge_limits_hit_total", &[("limit", "newcomers")]),
                &[
                    "nudge-testkit/tests/features/limits.rs so_many_connections_and_no_more",
                    "nudge-testkit/tests/features/limits.rs who_has_not_signed_in_makes_room",
                ],
            ),
            row(
                "Connections of Messenger clients from one address",
                Limit::Settings(&["limits.connections_per_address"]),
                "closed at once",
                told("nudge_admissions_refused_total", &[("front", "messenger")]),
                &["nudge-testkit/tests/features/limits.rs so_many_from_one_address"],
            ),
            row(
                "Connections of HTTP",
                Limit::Settings(&["web.connections"]),
                "as with Messenger: a newcomer makes room, or the new one is closed",
                told("nudge_limits_hit_total", &[("limit", "newcomers")]),
                &["nudge-testkit/tests/web/limits.rs who_has_asked_for_nothing_makes_room"],
            ),
            row(
                "Connections of HTTP from one address",
                Limit::Settings(&["web.connections_per_address"]),
                "closed at once",
                told("nudge_admissions_refused_total", &[("front", "web")]),
                &["nudge-testkit/tests/web/limits.rs connections_beyond_the_limit_are_closed"],
            ),
            row(
                "Newcomers that were told to make room and are not gone yet",
                fixed(
                    "64",
                    "they are gone as soon as they are looked at",
                    "nudge-core/src/admission.rs",
                    "const LEAVING: usize = 64;",
                ),
                "the new connection is closed",
                told("nudge_admissions_refused_total", &[]),
                &["nudge-core/src/admission.rs a_flood_is_let_in_no_faster_than_others_leave"],
            ),
            row(
                "Time to the first command",
                Limit::Settings(&["limits.greeting_timeout"]),
                "closed; a byte now and then is no command",
                told("nudge_disconnects_total", &[("server", "undecided"), ("reason", "timed_out")]),
                &[
                    "nudge-testkit/tests/unhappy/timers.rs connections_that_never_speak_are_closed",
                    "nudge-testkit/tests/unhappy/slow.rs a_client_that_says_a_byte_now_and_then_is_not_waited_for",
                ],
            ),
            row(
                "Time to sign in",
                Limit::Settings(&["limits.sign_in_timeout"]),
                "closed",
                told("nudge_disconnects_total", &[("server", "notification"), ("reason", "timed_out")]),
                &["nudge-testkit/tests/unhappy/timers.rs a_greeting_that_leads_nowhere_is_closed"],
            ),
            row(
                "Silence of a signed-in client",
                Limit::Settings(&["limits.notification_idle"]),
                "signed out; without it, TCP asks after two minutes whether the other side is there",
                told("nudge_disconnects_total", &[("server", "notification"), ("reason", "timed_out")]),
                &[
                    "nudge-testkit/tests/unhappy/timers.rs a_silent_session_is_closed_where_the_operator_wants_that",
                ],
            ),
            row(
                "Clients that were referred from one port to the same port",
                fixed(
                    "100,000",
                    "a minute's worth; each is an address",
                    "nudge-net/src/net.rs",
                    "const REFERRALS: usize = 100_000;",
                ),
                "the next one signs in where it is",
                told("nudge_limits_hit_total", &[("limit", "referrals")]),
                &["nudge-net/src/net.rs a_table_full_of_referrals_refers_no_more"],
            ),
            row(
                "A hello of TLS",
                fixed(
                    "16 KiB",
                    "today's largest have 2 KiB",
                    "nudge-tls/src/hello.rs",
                    "pub const MAX_HELLO: usize = 16 * 1024;",
                ),
                "closed",
                told("nudge_tls_handshake_failures_total", &[("reason", "not_tls")]),
                &["nudge-tls/src/hello/tests.rs everything_else_is_no_tls"],
            ),
            row(
                "A handshake of TLS",
                Limit::Settings(&["tls.handshake_timeout"]),
                "closed",
                told("nudge_tls_handshake_failures_total", &[("reason", "too_slow")]),
                &["nudge-tls/tests/handshakes/first_bytes.rs who_says_nothing_is_not_waited_for"],
            ),
            row(
                "Connections of the port for metrics",
                fixed(
                    "16",
                    "each is for one request, of at most ten seconds",
                    "nudge/src/ops/server.rs",
                    "const CONNECTIONS: usize = 16;",
                ),
                "closed at once",
                told("nudge_limits_hit_total", &[("limit", "ops_connections")]),
                &["nudge/tests/cli/watching.rs so_many_ask_at_a_time_and_no_more"],
            ),
        ],
    },
    Area {
        title: "What is read and written",
        about: "A connection of a Messenger client takes what it is in the midst of reading, what waits to be written, and its outbox: with the defaults about 1.7 MiB at the very most, and nothing while it is idle.",
        bounds: &[
            row(
                "A command line",
                Limit::Settings(&["limits.line_bytes"]),
                "closed",
                told("nudge_disconnects_total", &[("reason", "malformed")]),
                &[
                    "nudge-testkit/tests/features/limits.rs lines_and_payloads_have_the_limits_of_the_configuration",
                    "nudge-testkit/tests/unhappy/framing.rs a_line_has_a_limit",
                ],
            ),
            row(
                "A message or another payload",
                Limit::Settings(&["limits.message_bytes"]),
                "closed",
                told("nudge_disconnects_total", &[("reason", "malformed")]),
                &[
                    "nudge-testkit/tests/features/limits.rs lines_and_payloads_have_the_limits_of_the_configuration",
                    "nudge-testkit/tests/unhappy/framing.rs a_payload_has_a_limit_and_a_length",
                ],
            ),
            row(
                "XML in a payload or a body",
                fixed(
                    "64 KiB, 4096 elements, 32 deep",
                    "many times what clients send",
                    "msnp/src/xml.rs",
                    "pub const MAX_NODES: usize = 4096;",
                ),
                "closed; over HTTP a fault",
                told("nudge_disconnects_total", &[("reason", "malformed")]),
                &[
                    "msnp/src/xml.rs limits_hold",
                    "nudge-testkit/tests/unhappy/personal.rs what_is_no_xml_or_too_much_of_it_ends_the_session",
                ],
            ),
            row(
                "Headers of a message",
                fixed(
                    "64",
                    "clients send five",
                    "msnp/src/payload/mime.rs",
                    "pub const MAX_HEADERS: usize = 64;",
                ),
                "it is passed on, and not understood",
                told("nudge_messages_total", &[]),
                &["msnp/src/payload/mime.rs what_is_no_message_is_refused"],
            ),
            row(
                "Entries of one `ADL`, `RML` or `FQY`",
                fixed(
                    "4096, and 200 questions",
                    "clients split longer lists themselves",
                    "msnp/src/payload/membership.rs",
                    "pub const MAX_ENTRIES: usize = 4096;",
                ),
                "refused (241)",
                told("nudge_disconnects_total", &[("reason", "malformed")]),
                &[
                    "msnp/src/payload/membership.rs what_is_no_list_is_refused",
                    "nudge-testkit/tests/features/membership.rs questions_have_their_pace",
                ],
            ),
            row(
                "What waits to be written to a client",
                fixed(
                    "256 KiB, and as much in the system where that is Linux",
                    "two rooms full of messages",
                    "nudge-net/src/wire.rs",
                    "const PENDING: usize = 256 * 1024;",
                ),
                "nothing more is read from it, and its outbox fills",
                told("nudge_outbox_congested_total", &[]),
                &[
                    "nudge-testkit/tests/unhappy/slow.rs who_asks_a_lot_is_answered",
                    "nudge-testkit/tests/unhappy/slow.rs who_asks_and_does_not_listen_is_cut",
                ],
            ),
            row(
                "What others have to say to a client (the outbox)",
                Limit::Settings(&["limits.outbox_bytes"]),
                "speakers wait from a quarter on; when it is full, disconnected",
                told("nudge_disconnects_total", &[("reason", "slow_reader")]),
                &[
                    "nudge-testkit/tests/unhappy/slow.rs a_full_outbox_ends_the_session",
                    "nudge-net/src/outbox.rs what_does_not_fit_ends_the_reader",
                ],
            ),
            row(
                "A client that takes nothing of what waits, or less than 4 KiB",
                Limit::Settings(&["limits.slow_reader_timeout"]),
                "disconnected",
                told("nudge_disconnects_total", &[("reason", "slow_reader")]),
                &[
                    "nudge-testkit/tests/unhappy/slow.rs a_slow_listener_is_cut",
                    "nudge-net/src/wire.rs who_takes_next_to_nothing_is_a_slow_reader",
                ],
            ),
            row(
                "The head of a request",
                fixed("16 KiB", "browsers stop there too", "nudge-web/src/config.rs", "head: 16 * 1024,"),
                "431, and closed",
                told("nudge_limits_hit_total", &[("limit", "http_head")]),
                &["nudge-testkit/tests/web/limits.rs a_body_or_head_that_is_too_long_is_refused"],
            ),
            row(
                "The body of a request",
                fixed(
                    "64 KiB; 768 KiB with a picture",
                    "forms and envelopes have a tenth of it",
                    "nudge-web/src/config.rs",
                    "body: 64 * 1024,",
                ),
                "413",
                told("nudge_http_requests_total", &[("status", "4xx")]),
                &[
                    "nudge-testkit/tests/web/limits.rs a_body_or_head_that_is_too_long_is_refused",
                    "nudge-testkit/tests/web/gateway/http.rs a_body_may_have_64_kib_and_no_more",
                    "nudge-testkit/tests/api/operations.rs nonsense_is_refused_and_nothing_more",
                    "nudge-testkit/tests/site/profile.rs a_picture_is_made_small_and_seen_by_whom_its_owner_lets",
                ],
            ),
            row(
                "From one request of a connection to the whole head of the next",
                fixed(
                    "30 s",
                    "clients ask at once",
                    "nudge-web/src/config.rs",
                    "head_timeout: Duration::from_secs(30),",
                ),
                "closed; a byte a second is no head",
                told("nudge_limits_hit_total", &[("limit", "http_silence")]),
                &["nudge-testkit/tests/web/limits.rs a_head_that_does_not_end_ends_the_connection"],
            ),
            row(
                "A request, with its body and the work",
                fixed(
                    "30 s",
                    "clients freeze for as long as they wait",
                    "nudge-web/src/config.rs",
                    "request_timeout: Duration::from_secs(30),",
                ),
                "408, and closed",
                told("nudge_http_requests_total", &[("status", "4xx")]),
                &["nudge-testkit/tests/web/limits.rs a_body_that_does_not_come_is_not_waited_for"],
            ),
            row(
                "A connection of HTTP, also of who reads a byte a second",
                fixed(
                    "5 minutes, and 30 s for the last answer",
                    "a slow reader holds one answer, of at most 4 MiB",
                    "nudge-web/src/config.rs",
                    "connection_lifetime: Duration::from_mins(5),",
                ),
                "it ends after the request that it is at, or is cut",
                told("nudge_connections", &[("role", "web")]),
                &["nudge-testkit/tests/web/limits.rs a_reader_of_next_to_nothing_is_cut_in_the_end"],
            ),
            row(
                "Pictures: bytes, and pixels of a side",
                fixed(
                    "512 KiB, 4096",
                    "what is kept is a square of 96",
                    "nudge-web/src/shrink.rs",
                    "const MOST_PIXELS: u32 = 4096;",
                ),
                "refused, with a sentence or a fault",
                told("nudge_http_requests_total", &[("status", "4xx")]),
                &[
                    "nudge-web/src/shrink.rs what_is_no_picture_or_a_huge_one_is_refused",
                    "nudge-testkit/tests/web/storage.rs what_is_no_picture_or_too_large_is_refused",
                ],
            ),
            row(
                "Changes in one call of the address book",
                fixed(
                    "100",
                    "more than any client sends",
                    "nudge-web/src/era/address_book/reply.rs",
                    "const AT_ONCE: usize = 100;",
                ),
                "a fault",
                told("nudge_http_requests_total", &[("service", "address_book"), ("status", "5xx")]),
                &[
                    "nudge-testkit/tests/address_book/writing.rs one_call_changes_no_more_than_a_hundred_things",
                ],
            ),
            row(
                "Rows of one answer of the API",
                fixed(
                    "200",
                    "the next page is asked for",
                    "nudge-api/src/operation.rs",
                    "pub(crate) const MAX_LIMIT: u32 = 200;",
                ),
                "422",
                told("nudge_api_requests_total", &[("status", "4xx")]),
                &["nudge-testkit/tests/api/operations.rs nonsense_is_refused_and_nothing_more"],
            ),
        ],
    },
    Area {
        title: "The HTTP gateway",
        about: "A session is a connection of a Messenger client as well.",
        bounds: &[
            row(
                "Sessions",
                Limit::Settings(&["gateway.sessions"]),
                "503",
                told("nudge_gateway_refusals_total", &[("reason", "full")]),
                &["nudge-testkit/tests/web/gateway/limits.rs sessions_have_a_limit"],
            ),
            row(
                "Sessions of one address",
                Limit::Settings(&["gateway.sessions_per_address"]),
                "503",
                told("nudge_gateway_refusals_total", &[("reason", "full")]),
                &["nudge-testkit/tests/web/gateway/limits.rs sessions_of_one_address_have_a_limit"],
            ),
            row(
                "Sessions opened by one address per minute",
                Limit::Settings(&["gateway.opens_per_minute"]),
                "429",
                told("nudge_gateway_refusals_total", &[("reason", "too_fast")]),
                &["nudge-testkit/tests/web/gateway/limits.rs sessions_are_opened_at_a_pace"],
            ),
            row(
                "What waits for the client to ask",
                Limit::Settings(&["gateway.queue_bytes"]),
                "the outbox fills, and the session ends as that of a slow reader",
                told("nudge_gateway_waiting_bytes", &[]),
                &[
                    "nudge-testkit/tests/web/gateway/limits.rs who_does_not_ask_for_what_waits_is_ended_as_a_slow_reader",
                ],
            ),
            row(
                "What a client has sent and nobody has handled",
                fixed(
                    "64 KiB",
                    "the largest body",
                    "nudge-web/src/era/gateway/pipe.rs",
                    "const UNREAD: usize = 64 * 1024;",
                ),
                "its request waits, and ends the session after 24 s",
                told("nudge_gateway_ends_total", &[("by", "client")]),
                &[
                    "nudge-testkit/tests/web/gateway/limits.rs who_asks_faster_than_it_listens_is_held_up_and_not_lost",
                ],
            ),
            row(
                "Silence",
                Limit::Settings(&["gateway.lifetime"]),
                "the session ends",
                told("nudge_gateway_ends_total", &[("by", "silence")]),
                &["nudge-testkit/tests/web/gateway/sessions.rs silence_ends_a_session_and_contacts_see_it"],
            ),
        ],
    },
    Area {
        title: "Signing in",
        about: "Whichever way: all count together.",
        bounds: &[
            row(
                "Failed sign-ins to one account",
                Limit::Settings(&["sign_in.failures_per_account"]),
                "refused without a look",
                told("nudge_sign_ins_total", &[("outcome", "throttled")]),
                &["nudge-core/tests/signing_in.rs too_many_failures_close_every_way_in_for_a_while"],
            ),
            row(
                "Failed sign-ins from one address",
                Limit::Settings(&["sign_in.failures_per_address"]),
                "refused without a look",
                told("nudge_sign_ins_total", &[("outcome", "throttled")]),
                &[
                    "nudge-core/src/guard.rs an_address_is_closed_for_all_accounts_and_a_network_is_one_address",
                ],
            ),
            row(
                "Accounts and addresses of which a rate is remembered",
                fixed(
                    "50,000 of each",
                    "those who have used up least are forgotten first",
                    "nudge-core/src/pace_table.rs",
                    "pub(crate) const REMEMBERED: usize = 50_000;",
                ),
                "half of them are forgotten",
                told("nudge_limits_hit_total", &[("limit", "paces")]),
                &["nudge-core/src/guard.rs the_table_is_bounded_and_keeps_those_who_failed_most"],
            ),
            row(
                "Passwords that wait to be hashed",
                fixed(
                    "64, besides `sign_in.hashing_threads`",
                    "a second's worth",
                    "nudge/src/assembly.rs",
                    "const HASHES_WAITING: usize = 64;",
                ),
                "busy; nothing else is held up",
                told("nudge_sign_ins_total", &[("outcome", "busy")]),
                &["nudge-core/src/password.rs a_full_queue_refuses_at_once_and_recovers"],
            ),
            row(
                "Programs of one account",
                fixed(
                    "8",
                    "reference 21",
                    "nudge-core/src/presence/principal.rs",
                    "const PROGRAMS: usize = 8;",
                ),
                "refused",
                told("nudge_limits_hit_total", &[("limit", "programs")]),
                &[
                    "nudge-core/tests/places.rs at_most_eight_are_signed_in_and_a_ninth_is_refused",
                    "nudge-testkit/tests/features/places.rs a_ninth_place_is_refused",
                ],
            ),
            row(
                "Browsers of one account",
                fixed(
                    "50",
                    "the one that was used longest ago goes",
                    "nudge-core/src/member/place.rs",
                    "pub const MAX_PLACES: usize = 50;",
                ),
                "it is signed out",
                told("nudge_sign_ins_total", &[("way", "site"), ("outcome", "ok")]),
                &["nudge-core/tests/members.rs only_so_many_places_are_kept"],
            ),
            row(
                "Sign-ins and enrolments with a second factor under way",
                fixed(
                    "10,000 of each",
                    "each is over within a quarter of an hour",
                    "nudge-web/src/site/pending.rs",
                    "const MOST: usize = 10_000;",
                ),
                "busy",
                told("nudge_limits_hit_total", &[("limit", "second_factors")]),
                &["nudge-web/src/site/security/enrolments.rs so_many_browsers_may_be_about_it_and_no_more"],
            ),
            row(
                "Access tokens of one account, and keys",
                fixed(
                    "32 of each",
                    "one for each device",
                    "nudge-core/src/token.rs",
                    "pub const MAX_TOKENS: usize = 32;",
                ),
                "refused",
                told("nudge_limits_hit_total", &[("limit", "tokens")]),
                &["nudge-store/src/sqlite/tests/accounts.rs tokens_are_named_counted_and_revoked_alone"],
            ),
            row(
                "Sign-ins of one account that are kept",
                fixed(
                    "500, for 90 days",
                    "one looks at the last ones",
                    "nudge-store/src/sqlite/sign_ins.rs",
                    "const KEPT: i64 = 500;",
                ),
                "the oldest is forgotten",
                told("nudge_sessions_total", &[]),
                &["nudge-store/src/sqlite/tests/records.rs the_newest_sign_ins_of_each_account_are_kept"],
            ),
            row(
                "Registrations from one address per hour",
                Limit::Settings(&["registration.per_hour"]),
                "refused",
                told("nudge_limits_hit_total", &[("limit", "registrations")]),
                &["nudge-core/tests/members.rs who_registers_too_often_from_one_place_must_wait"],
            ),
            row(
                "Letters with codes to one account per hour",
                Limit::Settings(&["mail.per_account_per_hour"]),
                "not sent, and nobody is told",
                told("nudge_limits_hit_total", &[("limit", "letters")]),
                &["nudge-testkit/tests/site/mail.rs an_account_gets_only_so_many_letters_and_nobody_is_told"],
            ),
            row(
                "Letters that wait for the relay",
                fixed("500", "with four tries each", "nudge-mail/src/post.rs", "const PLACES: usize = 500;"),
                "turned away",
                told("nudge_mail_total", &[("outcome", "turned_away")]),
                &["nudge-mail/src/post.rs what_cannot_be_sent_is_given_up_and_what_is_too_much_turned_away"],
            ),
        ],
    },
    Area {
        title: "What one person does",
        about: "A pace lets all come at once that it has room for.",
        bounds: &[
            row(
                "Commands of one client",
                Limit::Settings(&["limits.commands_per_10s"]),
                "handled at this pace",
                told("nudge_limits_hit_total", &[("limit", "commands")]),
                &[
                    "nudge-testkit/tests/features/limits.rs commands_beyond_the_pace_are_handled_later_and_none_is_lost",
                ],
            ),
            row(
                "Changes that contacts are told of",
                Limit::Settings(&["limits.announcements_per_minute"]),
                "handled at this pace",
                told("nudge_limits_hit_total", &[("limit", "announcements")]),
                &[
                    "nudge-testkit/tests/features/limits.rs announcements_beyond_the_pace_are_made_later_and_none_is_lost",
                ],
            ),
            row(
                "Messages",
                Limit::Settings(&["limits.messages_per_10s"]),
                "713",
                told("nudge_limits_hit_total", &[("limit", "messages")]),
                &["nudge-testkit/tests/unhappy/calls.rs too_many_messages_are_713_and_files_are_not_counted"],
            ),
            row(
                "Renames",
                Limit::Settings(&["limits.renames_per_minute"]),
                "800",
                told("nudge_limits_hit_total", &[("limit", "renames")]),
                &[
                    "nudge-testkit/tests/unhappy/lists.rs too_many_renames_are_800_and_those_of_contacts_are_free",
                ],
            ),
            row(
                "Changes of contacts, groups, privacy and circles",
                Limit::Settings(&["limits.contact_changes_per_hour"]),
                "800; elsewhere a fault or a sentence",
                told("nudge_limits_hit_total", &[("limit", "contact_changes")]),
                &[
                    "nudge-testkit/tests/features/elsewhere.rs too_many_changes_are_refused_whoever_makes_them",
                    "nudge-testkit/tests/address_book/writing.rs too_many_changes_make_the_server_busy",
                ],
            ),
            row(
                "Requests for a conversation",
                Limit::Settings(&["limits.switchboard_requests_per_minute"]),
                "800",
                told("nudge_limits_hit_total", &[("limit", "switchboard_requests")]),
                &["nudge-testkit/tests/unhappy/calls.rs too_many_requests_for_switchboards_are_800"],
            ),
            row(
                "Calls of one person into one conversation",
                Limit::Settings(&["limits.calls_per_minute"]),
                "713",
                told("nudge_limits_hit_total", &[("limit", "calls")]),
                &["nudge-testkit/tests/unhappy/calls.rs too_many_calls_are_713"],
            ),
            row(
                "Calls of strangers",
                Limit::Settings(&["limits.strangers_per_hour"]),
                "713",
                told("nudge_limits_hit_total", &[("limit", "strangers")]),
                &["nudge-testkit/tests/features/limits.rs strangers_are_called_only_so_often"],
            ),
            row(
                "Pages",
                Limit::Settings(&["limits.pages_per_hour"]),
                "800",
                told("nudge_limits_hit_total", &[("limit", "pages")]),
                &["nudge-testkit/tests/features/notices.rs pages_have_a_rate_and_a_switch"],
            ),
            row(
                "Data beside conversations",
                Limit::Settings(&["limits.endpoint_data_per_minute"]),
                "800",
                told("nudge_limits_hit_total", &[("limit", "endpoint_data")]),
                &["nudge-core/tests/places.rs data_reaches_the_programs_that_are_meant"],
            ),
            row(
                "Invitations by mail",
                Limit::Settings(&["limits.invitations_per_hour"]),
                "800",
                told("nudge_limits_hit_total", &[("limit", "invitations")]),
                &["nudge-testkit/tests/features/directory.rs an_invitation_is_taken_down"],
            ),
            row(
                "Searches of the directory",
                Limit::Settings(&["limits.searches_per_minute"]),
                "800; a search finds at most 100",
                told("nudge_limits_hit_total", &[("limit", "searches")]),
                &["nudge-testkit/tests/features/directory.rs too_many_are_301"],
            ),
            row(
                "Messages left for those who are not there",
                Limit::Settings(&["offline_messages.per_10s", "offline_messages.message_bytes"]),
                "a fault",
                told("nudge_limits_hit_total", &[("limit", "offline_messages")]),
                &["nudge-testkit/tests/offline/leaving.rs there_are_limits_and_each_is_said"],
            ),
            row(
                "Reports of others per hour",
                Limit::Settings(&["site.reports_per_hour"]),
                "refused with a sentence",
                told("nudge_limits_hit_total", &[("limit", "reports")]),
                &["nudge-core/tests/moderation.rs reports_are_made_and_settled_once"],
            ),
        ],
    },
    Area {
        title: "What is kept of one person",
        about: "In the database, unless it says otherwise.",
        bounds: &[
            row(
                "Contacts: forward, allow, block and reverse list",
                Limit::Settings(&[
                    "limits.forward_list",
                    "limits.allow_list",
                    "limits.block_list",
                    "limits.reverse_list",
                ]),
                "210",
                told("nudge_limits_hit_total", &[("limit", "lists")]),
                &[
                    "nudge-testkit/tests/unhappy/lists.rs a_full_list_is_210",
                    "nudge-store/src/sqlite/tests/edits.rs each_limit_holds_where_it_is_read_from_the_file",
                ],
            ),
            row(
                "Groups of contacts",
                fixed(
                    "30",
                    "clients have no more numbers",
                    "nudge-core/src/value/group.rs",
                    "pub const COUNT: u8 = 30;",
                ),
                "223",
                told("nudge_limits_hit_total", &[("limit", "lists")]),
                &["nudge-testkit/tests/unhappy/groups.rs a_thirtieth_group_is_223"],
            ),
            row(
                "Notes of the address book",
                fixed(
                    "100 and 16 KiB about one contact, 768 KiB together",
                    "far more than clients keep",
                    "nudge-core/src/address_book/note.rs",
                    "pub const MAX_BYTES_OF_OWNER: usize = 768 * 1024;",
                ),
                "a fault",
                told("nudge_limits_hit_total", &[("limit", "lists")]),
                &[
                    "nudge-store/src/sqlite/tests/book.rs notes_have_limits_and_may_always_become_fewer",
                    "nudge-core/src/roster/edit/book/tests.rs notes_of_all_subjects_together_have_a_limit",
                ],
            ),
            row(
                "What is remembered of deletions in the address book",
                fixed(
                    "500, for 60 days",
                    "whoever has missed more reads the whole book",
                    "nudge-core/src/address_book/tombstone.rs",
                    "pub const MAX_TOMBSTONES: usize = 500;",
                ),
                "the oldest is forgotten",
                told("nudge_http_requests_total", &[("service", "address_book"), ("status", "2xx")]),
                &["nudge-store/src/sqlite/tests/book.rs what_is_remembered_is_bounded"],
            ),
            row(
                "Name, personal message, description of a picture",
                fixed(
                    "387, 4000 and 3072 bytes",
                    "as the reference has them",
                    "nudge-core/src/value/name.rs",
                    "pub const MAX_BYTES: usize = 387;",
                ),
                "209, or not taken",
                told("nudge_disconnects_total", &[("reason", "against_the_rules")]),
                &[
                    "nudge-testkit/tests/unhappy/lists.rs a_name_that_cannot_be_is_209",
                    "nudge-core/src/value/personal.rs each_has_its_limit_and_so_have_both",
                    "nudge-core/src/value/picture.rs it_is_one_word_of_at_most_three_kibibytes",
                ],
            ),
            row(
                "The display picture",
                fixed(
                    "64 KiB",
                    "96 by 96 pixels",
                    "nudge-core/src/member/display_picture.rs",
                    "pub const MAX_BYTES: usize = 64 * 1024;",
                ),
                "refused",
                told("nudge_http_requests_total", &[("service", "storage"), ("status", "5xx")]),
                &["nudge-core/src/member/display_picture.rs it_is_a_png_and_not_a_large_one"],
            ),
            row(
                "Messages that wait for one person",
                Limit::Settings(&[
                    "offline_messages.per_receiver",
                    "offline_messages.per_sender",
                    "offline_messages.retention_days",
                ]),
                "a fault to the sender; the old are erased",
                told("nudge_limits_hit_total", &[("limit", "waiting_messages")]),
                &[
                    "nudge-store/src/sqlite/tests/offline.rs there_is_room_for_so_many_and_for_so_many_of_one",
                    "nudge-testkit/tests/offline/leaving.rs what_waits_too_long_is_gone",
                ],
            ),
            row(
                "Circles of one person, people in one circle",
                Limit::Settings(&["limits.circles_per_user", "limits.circle_members"]),
                "a fault, or a sentence",
                told("nudge_limits_hit_total", &[("limit", "circles")]),
                &["nudge-store/src/sqlite/tests/circles.rs nobody_is_in_more_than_so_many"],
            ),
            row(
                "Invitations by mail and reports of one member that wait for you",
                fixed(
                    "100 of each",
                    "until you have dealt with them",
                    "nudge-store/src/sqlite/invitations.rs",
                    "const MOST_WAITING: i64 = 100;",
                ),
                "800, or a sentence",
                told("nudge_limits_hit_total", &[("limit", "collected")]),
                &[
                    "nudge-store/src/sqlite/tests/records.rs so_many_invitations_of_one_member_wait_for_the_operator",
                    "nudge-store/src/sqlite/tests/records.rs so_many_reports_of_one_member_wait_for_an_administrator",
                ],
            ),
            row(
                "Kept messages (only with `history.enabled`)",
                Limit::Settings(&["history.retention_days"]),
                "the old are erased; until then `limits.messages_per_10s` bounds them",
                told("nudge_messages_total", &[]),
                &["nudge/src/serve/upkeep.rs only_what_is_too_old_is_forgotten"],
            ),
        ],
    },
    Area {
        title: "Conversations and queues of the server",
        about: "In memory.",
        bounds: &[
            row(
                "Conversations one is in",
                Limit::Settings(&["limits.rooms_per_user"]),
                "714",
                told("nudge_limits_hit_total", &[("limit", "conversations")]),
                &["nudge-testkit/tests/unhappy/calls.rs too_many_conversations_are_714"],
            ),
            row(
                "People in one conversation",
                Limit::Settings(&["limits.room_members"]),
                "712",
                told("nudge_limits_hit_total", &[("limit", "conversation_members")]),
                &["nudge-testkit/tests/unhappy/calls.rs a_full_conversation_is_712"],
            ),
            row(
                "A conversation in which nothing is said",
                Limit::Settings(&["limits.room_idle"]),
                "closed",
                told("nudge_conversations", &[]),
                &["nudge-testkit/tests/features/conversations.rs a_quiet_conversation_is_closed_with_bye_1"],
            ),
            row(
                "Invitations into conversations that wait to be accepted",
                Limit::Settings(&["limits.tickets", "limits.ticket_lifetime"]),
                "refused as busy",
                told("nudge_limits_hit_total", &[("limit", "tickets")]),
                &[
                    "nudge-core/tests/places.rs only_so_many_tickets_wait_to_be_used",
                    "nudge-testkit/tests/unhappy/tickets.rs a_ticket_is_good_for_two_minutes",
                ],
            ),
            row(
                "Requests that wait for the database",
                fixed(
                    "1024 that read, 1024 that write",
                    "whoever comes waits",
                    "nudge-store/src/sqlite/mod.rs",
                    "queue: 1024",
                ),
                "waits; notes of sign-ins are dropped",
                told("nudge_store_waiting", &[]),
                &["nudge-store/src/sqlite/tests/concurrency.rs many_editors_lose_nothing"],
            ),
            row(
                "What connections to the database keep of it in memory",
                Limit::Settings(&["database.cache_bytes"]),
                "what was used longest ago goes",
                told("process_resident_memory_bytes", &[]),
                &["nudge-store/src/sqlite/tests/options.rs every_connection_has_the_cache_that_it_was_given"],
            ),
            row(
                "Messages that wait to be kept in the history",
                fixed(
                    "1024",
                    "speakers wait, so that nothing is lost",
                    "nudge-core/src/journal.rs",
                    "const WAITING: usize = 1024;",
                ),
                "waits",
                told("nudge_journal_waiting", &[]),
                &["nudge-testkit/tests/features/conversations.rs each_who_was_there_has_a_copy"],
            ),
            row(
                "An archive that an owner downloads",
                fixed(
                    "4 pieces of 32 KiB",
                    "it is made as fast as it is taken",
                    "nudge-archive/src/archive.rs",
                    "const WAITING: usize = 4;",
                ),
                "waits, and is cut with its connection",
                told("nudge_connections", &[("role", "web")]),
                &["nudge-testkit/tests/site/download.rs the_file_has_all_that_is_the_owners_and_no_secret"],
            ),
        ],
    },
    Area {
        title: "Moderation",
        about: "Only administrators and programs with their keys make these grow.",
        bounds: &[
            row(
                "Bans",
                fixed(
                    "10,000",
                    "every sign-in looks at all of them",
                    "nudge-store/src/sqlite/moderation/bans.rs",
                    "const MOST_BANS: i64 = 10_000;",
                ),
                "refused",
                told("nudge_limits_hit_total", &[("limit", "bans")]),
                &["nudge-store/src/sqlite/tests/records.rs there_are_so_many_bans_and_links_and_no_more"],
            ),
            row(
                "Links of invitation",
                fixed(
                    "10,000",
                    "used up or not",
                    "nudge-store/src/sqlite/members/links.rs",
                    "const MOST_LINKS: i64 = 10_000;",
                ),
                "refused",
                told("nudge_limits_hit_total", &[("limit", "links")]),
                &["nudge-store/src/sqlite/tests/records.rs there_are_so_many_bans_and_links_and_no_more"],
            ),
            row(
                "The audit log",
                fixed(
                    "1,000,000 entries",
                    "some hundred megabytes",
                    "nudge-store/src/sqlite/moderation/audit.rs",
                    "const KEPT: i64 = 1_000_000;",
                ),
                "the oldest is forgotten",
                told("nudge_api_requests_total", &[("family", "audit")]),
                &["nudge-store/src/sqlite/tests/records.rs the_newest_entries_of_the_audit_log_are_kept"],
            ),
            row(
                "Totals for the statistics",
                fixed(
                    "one a minute, for 400 days",
                    "a year and some",
                    "nudge/src/serve/upkeep.rs",
                    "const SAMPLES_DAYS: u32 = 400;",
                ),
                "the old are forgotten",
                told("nudge_api_requests_total", &[("family", "statistics")]),
                &["nudge-store/src/sqlite/tests/records.rs old_totals_are_forgotten"],
            ),
        ],
    },
    Area {
        title: "DNS",
        about: "Only with `dns.listen`.",
        bounds: &[
            row(
                "Questions per second from one address",
                Limit::Settings(&["dns.queries_per_second"]),
                "not answered",
                told("nudge_dns_questions_total", &[("verdict", "paced")]),
                &["nudge-reach/src/dns/tests.rs who_asks_too_fast_is_not_answered"],
            ),
            row(
                "Addresses that are told apart",
                fixed(
                    "4096",
                    "those that fall together share their pace",
                    "nudge-reach/src/dns/pace.rs",
                    "const SLOTS: usize = 4096;",
                ),
                "shares with another",
                told("nudge_dns_questions_total", &[("verdict", "paced")]),
                &["nudge-reach/src/dns/pace.rs one_address_does_not_use_up_what_another_may"],
            ),
            row(
                "Questions that wait for the upstream server",
                fixed(
                    "256, for 3 s",
                    "fail at once beyond that",
                    "nudge-reach/src/dns/config.rs",
                    "in_flight: 256,",
                ),
                "server failure",
                told("nudge_limits_hit_total", &[("limit", "dns_forwards")]),
                &["nudge-reach/src/dns/tests.rs more_than_may_wait_fail_at_once"],
            ),
            row(
                "Connections over TCP",
                fixed(
                    "64, with 100 questions and 5 s for each",
                    "resolvers use UDP",
                    "nudge-reach/src/dns/config.rs",
                    "connections: 64,",
                ),
                "closed at once",
                told("nudge_limits_hit_total", &[("limit", "dns_connections")]),
                &[
                    "nudge-reach/src/dns/tests.rs a_connection_that_asks_nothing_is_closed_and_others_are_turned_away_meanwhile",
                ],
            ),
        ],
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::{config, ops};

    fn bounds() -> impl Iterator<Item = &'static Bound> {
        AREAS.iter().flat_map(|area| area.bounds)
    }

    fn source(path: &str) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    #[test]
    fn every_limit_names_settings_that_there_are_or_is_written_where_it_says() {
        let mut names = HashSet::new();
        for Bound { what, limit, reached, .. } in bounds() {
            assert!(names.insert(*what), "{what} is there twice");
            assert!(!reached.is_empty() && !reached.contains('|') && !what.contains('|'), "{what}");
            match limit {
                Limit::Settings(settings) => {
                    assert!(!settings.is_empty(), "{what}");
                    for setting in *settings {
                        assert!(config::default_of(setting).is_some(), "{what}: no setting {setting}");
                    }
                }
                Limit::Fixed { is, why, written: (file, line) } => {
                    assert!(source(file).contains(line), "{what}: {file} has no {line}");
                    assert!(!is.is_empty() && !why.is_empty(), "{what}");
                }
            }
        }
    }

    #[test]
    fn every_limit_has_a_metric_that_there_is() {
        for Bound { what, metric: Metric { name, labels }, .. } in bounds() {
            assert!(ops::is_counted(name, labels), "{what}: no {name} with {labels:?}");
        }
    }

    /// The other way round: nothing is counted as a limit that the table does not have.
    #[test]
    fn every_limit_that_is_counted_is_in_the_table() {
        let named: HashSet<&str> =
            bounds().flat_map(|bound| bound.metric.labels).map(|(_, value)| *value).collect();
        for limit in ops::limits_counted() {
            // One of two rows has a metric that says more.
            assert!(named.contains(limit) || *limit == "code_questions", "{limit}");
        }
    }

    #[test]
    fn every_limit_has_a_test_that_there_is() {
        for Bound { what, tests, .. } in bounds() {
            assert!(!tests.is_empty(), "{what}");
            for test in *tests {
                let (file, name) = test.split_once(' ').unwrap();
                let text = source(file);
                let (before, _) = text
                    .split_once(&format!("fn {name}()"))
                    .unwrap_or_else(|| panic!("{what}: {file} has no {name}"));
                let attribute = before.rfind("test").zip(before.rfind('}').or(Some(0)));
                assert!(attribute.is_some_and(|(test, end)| test > end), "{what}: {name} is no test");
            }
        }
    }

    /// Settings of limits that are missing here would be limits that nobody has looked at.
    #[test]
    fn every_setting_of_the_limits_is_in_the_table() {
        let named: HashSet<&str> = bounds()
            .filter_map(|bound| match bound.limit {
                Limit::Settings(settings) => Some(settings),
                Limit::Fixed { .. } => None,
            })
            .flatten()
            .copied()
            .collect();
        let settings =
            config::names().filter(|name| name.starts_with("limits.") || name.starts_with("gateway."));
        // Neither is about something that grows.
        let others = ["limits.drain_timeout", "gateway.enabled"];
        for setting in settings.filter(|name| !others.contains(&name.as_str())) {
            assert!(named.contains(setting.as_str()), "{setting}");
        }
    }
}

//! Every metric, once: the page of the manual, the help of the exporter and the tests follow from here.

/// Metrics that belong together.
pub(super) struct Area {
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    pub(super) metrics: &'static [Metric],
}

/// One metric.
pub(super) struct Metric {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Labels, each with its values; none are listed where they follow from the program.
    pub(super) labels: &'static [(&'static str, &'static [&'static str])],
    /// What it says, as a sentence.
    pub(super) meaning: &'static str,
}

/// What kind of metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// It only rises.
    Counter,
    /// It rises and falls.
    Gauge,
    /// How often a value was how large, with the upper ends of the buckets.
    Histogram(&'static [f64]),
}

/// Every metric, in the order of the page.
pub(super) fn metrics() -> impl Iterator<Item = &'static Metric> {
    AREAS.iter().flat_map(|area| area.metrics)
}

/// Whether there is a metric of that name, with these values of its labels among others.
#[cfg(test)]
pub(crate) fn is_counted(name: &str, labels: &[(&str, &str)]) -> bool {
    let found = metrics().find(|metric| metric.name == name);
    found.is_some_and(|metric| {
        let has = |(label, value): &(&str, &str)| {
            metric.labels.iter().any(|(known, values)| known == label && values.contains(value))
        };
        labels.iter().all(has)
    })
}

/// The limits of which it is counted how often they were hit.
#[cfg(test)]
pub(crate) fn limits_counted() -> &'static [&'static str] {
    let labels = metrics().find(|metric| metric.name == "nudge_limits_hit_total").map(|metric| metric.labels);
    labels.and_then(|labels| labels.first()).map_or(&[], |(_, values)| values)
}

/// Tells the exporter what each metric means. Those of the process are described like all others.
pub(super) fn describe() {
    for metric in metrics() {
        let Metric { name, meaning, .. } = *metric;
        match metric.kind {
            Kind::Counter => metrics::describe_counter!(name, meaning),
            Kind::Gauge => metrics::describe_gauge!(name, meaning),
            Kind::Histogram(_) => metrics::describe_histogram!(name, meaning),
        }
    }
}

/// From a look into memory to a disk that hangs.
const STORE_SECONDS: &[f64] =
    &[0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];

/// From a hash on a fast machine to a queue of them on a slow one.
const HASH_SECONDS: &[f64] = &[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];

/// From a machine beside this one to a modem.
const WEB_SECONDS: &[f64] = &[0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// As many as are committed together.
const BATCH: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

const DIALECTS: &[&str] = &[
    "MSNP2", "MSNP3", "MSNP4", "MSNP5", "MSNP6", "MSNP7", "MSNP8", "MSNP9", "MSNP10", "MSNP11", "MSNP12",
    "MSNP13", "MSNP14", "MSNP15", "MSNP16", "MSNP17", "MSNP18",
];

const PORTS: &[&str] = &["listen", "dispatch", "notification", "switchboard", "gateway", "http", "https"];

const SERVICES: &[&str] = &[
    "nexus",
    "login",
    "rst",
    "links",
    "address_book",
    "client_config",
    "storage",
    "social",
    "offline_messages",
    "presence",
    "gateway",
    "acme",
    "api",
    "connect",
    "site",
];

/// Every area.
pub(super) const AREAS: &[Area] = &[
    Area {
        title: "Overview",
        about: "Who is there, and which program serves them. The first seven are looked at when they are asked for.",
        metrics: &[
            Metric {
                name: "nudge_ready",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "Whether `/ready` says that the server can serve: 1 or 0.",
            },
            Metric {
                name: "nudge_accounts",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "Accounts in the store, switched off ones included.",
            },
            Metric {
                name: "nudge_online",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "Principals who are signed in.",
            },
            Metric {
                name: "nudge_conversations",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "Conversations that somebody is in.",
            },
            Metric {
                name: "nudge_circles",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "Circles in the store.",
            },
            Metric {
                name: "nudge_circle_members",
                kind: Kind::Gauge,
                labels: &[("state", &["joined", "invited"])],
                meaning: "Memberships in circles, and invitations that nobody has answered. Whoever belongs to two circles \
                          counts twice.",
            },
            Metric {
                name: "nudge_circles_gathered",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "Circles that somebody is watching with a program.",
            },
            Metric {
                name: "nudge_build_info",
                kind: Kind::Gauge,
                labels: &[("version", &[])],
                meaning: "Always 1; the label says which version runs.",
            },
            Metric {
                name: "nudge_log_events_total",
                kind: Kind::Counter,
                labels: &[("level", &["warn", "error"])],
                meaning: "Warnings and errors that `log.level` let through.",
            },
        ],
    },
    Area {
        title: "Connections",
        about: "Of Messenger clients and of HTTP. A connection of the common port (`listen`) is undecided until its first \
                command. Sessions of the HTTP gateway are connections of Messenger clients, whose port is `gateway`.",
        metrics: &[
            Metric {
                name: "nudge_connections",
                kind: Kind::Gauge,
                labels: &[
                    ("port", PORTS),
                    ("role", &["undecided", "dispatch", "notification", "switchboard", "web"]),
                ],
                meaning: "Open connections, by the port that they came to and what they turned out to be.",
            },
            Metric {
                name: "nudge_connections_total",
                kind: Kind::Counter,
                labels: &[("port", PORTS)],
                meaning: "Connections that were let in.",
            },
            Metric {
                name: "nudge_admissions_refused_total",
                kind: Kind::Counter,
                labels: &[("front", &["messenger", "web"])],
                meaning: "Connections that were closed at once: there were too many, in all or from one address.",
            },
            Metric {
                name: "nudge_disconnects_total",
                kind: Kind::Counter,
                labels: &[
                    ("server", &["undecided", "dispatch", "notification", "switchboard"]),
                    (
                        "reason",
                        &[
                            "signed_out",
                            "closed",
                            "broken",
                            "malformed",
                            "against_the_rules",
                            "referred",
                            "done",
                            "timed_out",
                            "slow_reader",
                            "displaced",
                            "signed_in_elsewhere",
                            "revoked",
                            "shutdown",
                            "fault",
                        ],
                    ),
                ],
                meaning: "Messenger connections that ended, and why. `slow_reader`: the client took too little of what was \
                          sent to it. `displaced`: it had not signed in and made room for others. `fault`: the server failed.",
            },
        ],
    },
    Area {
        title: "Sign-ins",
        about: "Whoever signs in by Passport is counted where the password is shown (`login2`, `rst`), or a token in its place \
                (`renewal`), and again where the ticket is (`ticket`).",
        metrics: &[
            Metric {
                name: "nudge_sign_ins_total",
                kind: Kind::Counter,
                labels: &[
                    ("way", &["md5", "clear_text", "ticket", "sso", "login2", "rst", "renewal", "site"]),
                    (
                        "outcome",
                        &[
                            "ok",
                            "bad_credentials",
                            "throttled",
                            "disabled",
                            "banned",
                            "unconfirmed",
                            "busy",
                            "refused",
                            "fault",
                        ],
                    ),
                ],
                meaning: "Sign-ins, by the proof that was shown and what came of them. `throttled`: too many failed before. \
                          `busy`: too many passwords waited to be hashed.",
            },
            Metric {
                name: "nudge_sessions",
                kind: Kind::Gauge,
                labels: &[("dialect", DIALECTS)],
                meaning: "Clients that are signed in.",
            },
            Metric {
                name: "nudge_sessions_total",
                kind: Kind::Counter,
                labels: &[("dialect", DIALECTS)],
                meaning: "Clients that have signed in.",
            },
            Metric {
                name: "nudge_password_hashes_waiting",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "Passwords that are being hashed, or wait for it. At `sign_in.hashing_threads` and 64 more, sign-ins \
                          are `busy`.",
            },
            Metric {
                name: "nudge_password_hash_seconds",
                kind: Kind::Histogram(HASH_SECONDS),
                labels: &[],
                meaning: "How long one hash took, without the wait.",
            },
        ],
    },
    Area {
        title: "Messages",
        about: "In conversations. What clients say in one go is several messages if it was.",
        metrics: &[
            Metric {
                name: "nudge_messages_total",
                kind: Kind::Counter,
                labels: &[],
                meaning: "Messages of any kind that clients sent: chat, typing notices, pieces of files.",
            },
            Metric {
                name: "nudge_message_bytes_total",
                kind: Kind::Counter,
                labels: &[],
                meaning: "The bytes of these messages, without the line before each.",
            },
            Metric {
                name: "nudge_deliveries_total",
                kind: Kind::Counter,
                labels: &[("outcome", &["queued", "lost"])],
                meaning: "One for each message and each who was to hear it. `lost`: the listener was too far behind, and \
                          was disconnected.",
            },
            Metric {
                name: "nudge_offline_messages_total",
                kind: Kind::Counter,
                labels: &[("event", &["left", "repeated", "delivered", "thrown_away", "expired"])],
                meaning: "Messages that were left for people who were not there, and what became of them. `repeated`: the \
                          sender's program sent one again that was left already.",
            },
            Metric {
                name: "nudge_limits_hit_total",
                kind: Kind::Counter,
                labels: &[(
                    "limit",
                    &[
                        "messages",
                        "renames",
                        "contact_changes",
                        "switchboard_requests",
                        "calls",
                        "pages",
                        "invitations",
                        "searches",
                        "commands",
                        "announcements",
                        "strangers",
                        "registrations",
                        "code_questions",
                        "letters",
                        "reports",
                        "lists",
                        "offline_messages",
                        "waiting_messages",
                        "endpoint_data",
                        "newcomers",
                        "conversations",
                        "conversation_members",
                        "programs",
                        "circles",
                        "tokens",
                        "bans",
                        "links",
                        "tickets",
                        "paces",
                        "collected",
                        "referrals",
                        "http_head",
                        "http_silence",
                        "second_factors",
                        "dns_connections",
                        "dns_forwards",
                        "ops_connections",
                    ],
                )],
                meaning: "What was refused because somebody did it too often, or because there were as many of something as \
                          there may be; [the page of limits](limits.md) has each. `commands` and `announcements` are not refused \
                          but held up, and `http_silence` also counts connections that nobody needed any more. Without \
                          `dns.listen`, those of DNS are not there.",
            },
        ],
    },
    Area {
        title: "Presence",
        about: "Changes that contacts are told of. Within one process, the bus is a table: a notice is in the mailbox when \
                it has been sent, and there is no latency to measure.",
        metrics: &[
            Metric {
                name: "nudge_presence_changes_total",
                kind: Kind::Counter,
                labels: &[],
                meaning: "Comings, goings, and changes of status, name, picture, personal message and telephone numbers.",
            },
            Metric {
                name: "nudge_presence_notices_total",
                kind: Kind::Counter,
                labels: &[],
                meaning: "Contacts for whom these changes were, signed in or not. Divided by the changes: the fan-out.",
            },
            Metric {
                name: "nudge_bus_notices_total",
                kind: Kind::Counter,
                labels: &[("outcome", &["delivered", "nobody", "lost"])],
                meaning: "Notices of every kind. `nobody`: the account has no session. `lost`: its mailbox was full.",
            },
        ],
    },
    Area {
        title: "Queues",
        about: "What waits. `outbox` is what clients have not taken yet, each at most `limits.outbox_bytes`.",
        metrics: &[
            Metric {
                name: "nudge_outbox_bytes",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "Bytes in all outboxes together.",
            },
            Metric {
                name: "nudge_outbox_highest_bytes",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "The most that has waited in one outbox since the start.",
            },
            Metric {
                name: "nudge_outbox_congested_total",
                kind: Kind::Counter,
                labels: &[],
                meaning: "How often an outbox became a quarter full. Whoever talks to its owner is slowed down then.",
            },
            Metric {
                name: "nudge_journal_waiting",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "Utterances that are not yet handed to the store for the history. At 1024, speakers wait.",
            },
            Metric {
                name: "nudge_journal_lost_total",
                kind: Kind::Counter,
                labels: &[],
                meaning: "Copies of messages that could not be kept because the store failed.",
            },
        ],
    },
    Area {
        title: "Store",
        about: "The database. One thread writes and commits what has gathered together; two read.",
        metrics: &[
            Metric {
                name: "nudge_store_seconds",
                kind: Kind::Histogram(STORE_SECONDS),
                labels: &[("kind", &["read", "write"])],
                meaning: "From the question to the answer, with the wait. A write is answered when it is durable.",
            },
            Metric {
                name: "nudge_store_commit_seconds",
                kind: Kind::Histogram(STORE_SECONDS),
                labels: &[],
                meaning: "How long one transaction took, with its changes and its commit.",
            },
            Metric {
                name: "nudge_store_batch_changes",
                kind: Kind::Histogram(BATCH),
                labels: &[],
                meaning: "How many changes were committed together.",
            },
            Metric {
                name: "nudge_store_waiting",
                kind: Kind::Gauge,
                labels: &[("queue", &["read", "write"])],
                meaning: "Requests that no thread works on yet. At 1024, whoever comes waits for a place.",
            },
            Metric {
                name: "nudge_store_faults_total",
                kind: Kind::Counter,
                labels: &[("kind", &["read", "write"])],
                meaning: "Requests that failed because the store did: full disk, locked file, damage.",
            },
            Metric {
                name: "nudge_store_notes_dropped_total",
                kind: Kind::Counter,
                labels: &[],
                meaning: "Entries of the list of sign-ins that were not made, because the queue was full.",
            },
        ],
    },
    Area {
        title: "TLS",
        about: "Handshakes at `web.https`, by the face that answered: today's, or that of the era.",
        metrics: &[
            Metric {
                name: "nudge_tls_handshakes_total",
                kind: Kind::Counter,
                labels: &[
                    ("face", &["modern", "legacy"]),
                    ("version", &["TLS 1.3", "TLS 1.2", "TLS 1.1", "TLS 1.0", "SSL 3.0"]),
                ],
                meaning: "Handshakes that came to something.",
            },
            Metric {
                name: "nudge_tls_handshake_failures_total",
                kind: Kind::Counter,
                labels: &[("reason", &["not_tls", "closed", "too_slow", "modern", "legacy", "broken"])],
                meaning: "Handshakes that came to nothing. `modern`, `legacy`: that face could not come to terms with the \
                          client, or the client does not trust the certificate.",
            },
            Metric {
                name: "nudge_tls_handshake_seconds",
                kind: Kind::Histogram(WEB_SECONDS),
                labels: &[("face", &["modern", "legacy"])],
                meaning: "How long a handshake took, the time on the way included.",
            },
        ],
    },
    Area {
        title: "Web and DNS",
        about: "Requests over HTTP, and questions to the answerer for the host names of the era. Without `dns.listen`, the \
                last two are not there, and with `api.enabled` off, those of the API.",
        metrics: &[
            Metric {
                name: "nudge_http_requests_total",
                kind: Kind::Counter,
                labels: &[("service", SERVICES), ("status", &["2xx", "3xx", "4xx", "5xx"])],
                meaning: "Requests that were answered, by what was asked for.",
            },
            Metric {
                name: "nudge_http_request_seconds",
                kind: Kind::Histogram(WEB_SECONDS),
                labels: &[("service", SERVICES)],
                meaning: "How long an answer took, from the end of the request's head.",
            },
            Metric {
                name: "nudge_api_requests_total",
                kind: Kind::Counter,
                labels: &[
                    (
                        "family",
                        &[
                            "accounts",
                            "online",
                            "invitations",
                            "reports",
                            "bans",
                            "announcements",
                            "audit",
                            "statistics",
                            "other",
                        ],
                    ),
                    ("status", &["2xx", "4xx", "5xx"]),
                ],
                meaning: "Requests of programs to the JSON API that were answered, by what they are about.",
            },
            Metric {
                name: "nudge_api_refused_total",
                kind: Kind::Counter,
                labels: &[("reason", &["no_key", "wrong_key", "throttled", "scope", "plain_http"])],
                meaning: "Programs that were not let in. `throttled`: after too many wrong keys or passwords from one \
                          address.",
            },
            Metric {
                name: "nudge_dns_questions_total",
                kind: Kind::Counter,
                labels: &[("verdict", &["answered", "refused", "error", "forwarded", "dropped", "paced"])],
                meaning: "Questions, by what became of them. `paced`: too many a second from one address.",
            },
            Metric {
                name: "nudge_dns_upstream_failures_total",
                kind: Kind::Counter,
                labels: &[],
                meaning: "Questions that were passed on to `dns.upstream`, or were to be, and found no answer.",
            },
        ],
    },
    Area {
        title: "Gateway",
        about: "MSNP over HTTP. A session is a connection of a Messenger client, and counted among them too.",
        metrics: &[
            Metric {
                name: "nudge_gateway_sessions",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "Sessions that are open, or have ended and wait for the client to hear of it.",
            },
            Metric {
                name: "nudge_gateway_waiting_bytes",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "Bytes that wait for clients to ask for them, besides those in outboxes.",
            },
            Metric {
                name: "nudge_gateway_ends_total",
                kind: Kind::Counter,
                labels: &[("by", &["client", "server", "silence"])],
                meaning: "Sessions that ended, by who ended them. `silence`: nobody asked for `gateway.lifetime`.",
            },
            Metric {
                name: "nudge_gateway_refusals_total",
                kind: Kind::Counter,
                labels: &[("reason", &["malformed", "unknown", "concurrent", "full", "too_fast"])],
                meaning: "Requests that were refused. `unknown`: no such session, or it is called otherwise by now. \
                          `concurrent`: another request was not answered yet. `full` and `too_fast`: a limit of `gateway`.",
            },
        ],
    },
    Area {
        title: "Mail",
        about: "Letters to members: codes to confirm an address and to set a new password. Without `mail`, they are not there.",
        metrics: &[
            Metric {
                name: "nudge_mail_total",
                kind: Kind::Counter,
                labels: &[("outcome", &["sent", "failed", "turned_away"])],
                meaning: "Letters, by what became of them. `failed`: the relay did not take it, time and again; \
                          `turned_away`: too many waited already.",
            },
            Metric {
                name: "nudge_mail_retries_total",
                kind: Kind::Counter,
                labels: &[],
                meaning: "Letters that were not taken, and were kept for another try.",
            },
            Metric {
                name: "nudge_mail_waiting",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "Letters that wait, or are on their way.",
            },
        ],
    },
    Area {
        title: "Process",
        about: "As the operating system sees it, by the names that every exporter uses. Which of them there are depends on \
                the system; these are those of Linux.",
        metrics: &[
            Metric {
                name: "process_cpu_seconds_total",
                kind: Kind::Counter,
                labels: &[],
                meaning: "Processor time, in whole seconds.",
            },
            Metric {
                name: "process_resident_memory_bytes",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "Resident memory.",
            },
            Metric {
                name: "process_virtual_memory_bytes",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "Virtual memory.",
            },
            Metric {
                name: "process_virtual_memory_max_bytes",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "The most virtual memory that the process may have.",
            },
            Metric {
                name: "process_open_fds",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "Open files, connections among them.",
            },
            Metric {
                name: "process_max_fds",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "The most open files that the process may have.",
            },
            Metric { name: "process_threads", kind: Kind::Gauge, labels: &[], meaning: "Threads." },
            Metric {
                name: "process_start_time_seconds",
                kind: Kind::Gauge,
                labels: &[],
                meaning: "When the process began, in seconds since 1970.",
            },
        ],
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_and_units_are_as_prometheus_wants_them() {
        let mut names = HashSet::new();
        for Metric { name, kind, meaning, .. } in metrics() {
            assert!(names.insert(*name), "{name} is there twice");
            assert!(name.starts_with("nudge_") || name.starts_with("process_"), "{name}");
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{name}");
            assert_eq!(name.ends_with("_total"), *kind == Kind::Counter, "{name}");
            assert!(meaning.ends_with('.') && !meaning.contains('|'), "{name}: {meaning}");
            if let Kind::Histogram(buckets) = kind {
                assert!(buckets.is_sorted() && !buckets.is_empty(), "{name}");
            }
        }
    }

    #[test]
    fn every_dialect_is_a_value() {
        assert_eq!(msnp::Dialect::ALL.map(msnp::Dialect::name), DIALECTS);
    }
}

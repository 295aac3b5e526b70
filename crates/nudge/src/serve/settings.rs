//! What the settings mean to those who obey them.

use std::time::Duration;

use nudge_core::{Policy, Rate, RosterLimits};
use nudge_net::{Challenges, Limits, PublicAddress};

use crate::config::Config;

/// What the domain is told.
pub(super) fn policy(config: &Config) -> Policy {
    let (limits, features) = (&config.limits, &config.features);
    let defaults = Policy::default();
    let per_minute = |count| Rate { count, within_millis: 60_000 };
    Policy {
        roster: RosterLimits {
            forward: size(limits.forward_list),
            allow: size(limits.allow_list),
            block: size(limits.block_list),
            reverse: size(limits.reverse_list),
        },
        room_members: size(limits.room_members),
        rooms_per_principal: limits.rooms_per_user,
        ticket_millis: millis(limits.ticket_lifetime),
        room_idle_millis: millis(limits.room_idle),
        messages: Rate { count: limits.messages_per_10s, within_millis: 10_000 },
        renames: per_minute(limits.renames_per_minute),
        openings: per_minute(limits.switchboard_requests_per_minute),
        calls: defaults.calls,
        pages: defaults.pages,
        directory: features.directory,
        invitations: features.invitations,
        paging: features.paging,
        history: config.history.enabled,
        open_registration: config.registration.open,
    }
}

/// What the front ends are told.
pub(super) fn front_ends(config: &Config) -> nudge_net::Config {
    let (server, sign_in, limits) = (&config.server, &config.sign_in, &config.limits);
    nudge_net::Config {
        listen: server.listen,
        dispatch: config.ports.dispatch,
        notification: config.ports.notification,
        switchboard: config.ports.switchboard,
        public: server.public_address.as_ref().map(|public| PublicAddress {
            host: public.host.as_str().to_owned(),
            port: public.port.map(Into::into),
        }),
        dialects: server.dialects.to_vec(),
        always_refer: config.dispatch.always_refer,
        clear_text: sign_in.clear_text,
        challenges: Challenges {
            dialects: sign_in.challenge_dialects.to_vec(),
            interval: sign_in.challenge_interval,
            timeout: sign_in.challenge_timeout,
        },
        url_base: config.features.url_base.trimmed().map(str::to_owned),
        limits: Limits {
            line: size(limits.line_bytes),
            payload: size(limits.message_bytes),
            connections: size(limits.connections),
            connections_per_address: size(limits.connections_per_address),
            greeting: limits.greeting_timeout,
            sign_in: limits.sign_in_timeout,
            notification_idle: limits.notification_idle,
            outbox: size(limits.outbox_bytes),
            slow_reader: limits.slow_reader_timeout,
            drain: limits.drain_timeout,
        },
    }
}

fn size(setting: u32) -> usize {
    usize::try_from(setting).unwrap_or(usize::MAX)
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_of_the_settings_are_those_of_the_domain_and_the_front_ends() {
        let config = Config::default();
        assert_eq!(policy(&config), Policy::default());
        assert_eq!(front_ends(&config), nudge_net::Config::on(config.server.listen));
    }
}

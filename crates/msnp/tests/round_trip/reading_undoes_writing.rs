//! `decode(encode(x)) == x`, for each row of each vocabulary in each dialect that has it. A row without a strategy
//! fails by name, so that no new command is left out.

use msnp::command::Refused;
use msnp::frame::Vocabulary;
use msnp::{Dialect, notification, switchboard};
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::spoken::read;
use crate::values::{error_code, trid};
use crate::{client_rows, server_rows, switchboard_rows};

const CASES_PER_ROW: u32 = 32;

/// The test of one vocabulary.
macro_rules! undoes {
    ($test:ident, $vocabulary:ident :: $side:ident, $row:expr) => {
        #[test]
        fn $test() {
            use $vocabulary::$side;
            for dialect in Dialect::ALL {
                for name in $side::names(dialect) {
                    run(&$row(name, dialect), |command: $side<'static>| {
                        let mut bytes = Vec::new();
                        command.encode(dialect, &mut bytes);
                        prop_assert!(bytes.starts_with(name.as_bytes()));
                        let line = bytes.split(|byte| *byte == b'\r').next().unwrap_or_default();
                        prop_assert!($side::payload(line, dialect).is_some() || bytes.ends_with(b"\r\n"));
                        let (back, error) = read::<$side<'_>, _>(
                            &[&bytes],
                            |frame| $side::decode(frame, dialect).map($side::into_owned),
                            dialect,
                        );
                        prop_assert_eq!(error, None);
                        prop_assert_eq!(&back, &[Ok(command.clone())], "{} {}", dialect, name);
                        let second = bytes.split(|b| b" \r".contains(b)).nth(1).map(<[u8]>::to_vec);
                        if let Some(trid) = command.trid() {
                            prop_assert_eq!(second, Some(trid.to_string().into_bytes()));
                        }
                        Ok(())
                    });
                }
            }
        }
    };
}

undoes!(what_a_client_says_to_a_notification_server, notification::FromClient, client_rows::row);
undoes!(what_a_notification_server_says, notification::FromServer, server_rows::row);
undoes!(what_a_client_says_to_a_switchboard, switchboard::FromClient, |name, _| {
    switchboard_rows::from_client(name)
});
undoes!(what_a_switchboard_says, switchboard::FromServer, switchboard_rows::from_server);

#[test]
fn refusals() {
    let refused = (error_code(), option::of(trid())).prop_map(|(code, trid)| Refused { code, trid });
    run(&refused, |refused| {
        for dialect in Dialect::ALL {
            let mut bytes = Vec::new();
            notification::FromServer::from(refused).encode(dialect, &mut bytes);
            let (back, error) = read::<switchboard::FromServer<'_>, _>(
                &[&bytes],
                |frame| {
                    switchboard::FromServer::decode(frame, dialect).map(switchboard::FromServer::into_owned)
                },
                dialect,
            );
            prop_assert_eq!(error, None);
            prop_assert_eq!(back, [Ok(refused.into())]);
        }
        Ok(())
    });
}

fn run<T: std::fmt::Debug>(
    strategy: &impl Strategy<Value = T>,
    test: impl Fn(T) -> Result<(), TestCaseError>,
) {
    let mut runner =
        TestRunner::new(Config { cases: CASES_PER_ROW, failure_persistence: None, ..Config::default() });
    runner.run(strategy, test).unwrap_or_else(|e| panic!("{e}"));
}

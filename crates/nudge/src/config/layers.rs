//! The overlay: default, file, environment, flags, each stronger than the one before.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::net::Ipv4Addr;

use super::file::File;
use super::origin::{Origin, Problem};
use super::rules;
use super::settings::Config;
use super::table::{Raw, Setting, VARIABLE_PREFIX, settings};

/// The variable that names the data folder. It says where the settings are, so it cannot be one of them.
pub(crate) const DATA_VARIABLE: &str = "NUDGE_DATA";

/// What the layers above the defaults say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    /// `nudge.toml`; `None` where there is none.
    pub(crate) file: Option<File>,
    /// The whole environment; variables of others are passed over.
    pub(crate) environment: Vec<(OsString, OsString)>,
    pub(crate) flags: Vec<Flag>,
}

/// A setting given on the command line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Flag {
    /// The flag, as the user knows it: `--listen`, `--set`.
    pub(crate) given_as: &'static str,
    /// The setting: `section.key`.
    pub(crate) setting: String,
    pub(crate) value: String,
}

/// The configuration in force.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) config: Config,
    /// By the setting's name; one that is absent has its default.
    origins: BTreeMap<String, Origin>,
}

impl Sources {
    /// Lays the layers over each other and checks the result.
    ///
    /// Everything that is wrong is returned at once, in the order of the layers. A wrong value is wrong even where a
    /// stronger layer hides it. Rules between settings are looked at only when each setting is right by itself.
    pub(crate) fn load(&self) -> Result<Loaded, Vec<Problem>> {
        let mut loaded = Loaded::default();
        let mut problems = Vec::new();
        if let Some(file) = &self.file {
            problems.extend(file.read(|name, raw, origin| loaded.assign(name, raw, origin)));
        }
        for (name, value) in &self.environment {
            problems.extend(loaded.variable(name, value));
        }
        let mut given = BTreeMap::new();
        for flag in &self.flags {
            let at = Origin::Flag(flag.given_as);
            let result = match given.insert(&flag.setting, flag.given_as) {
                None => loaded.assign(&flag.setting, Raw::Text(&flag.value), &at),
                Some(before) => Err(format!("{} is given twice, here and with {before}", flag.setting)),
            };
            problems.extend(result.err().map(|what| Problem { at, what }));
        }
        if problems.is_empty() {
            problems = rules::broken(&loaded);
        }
        if problems.is_empty() { Ok(loaded) } else { Err(problems) }
    }
}

impl Loaded {
    /// Where the setting's value came from.
    pub(crate) fn origin(&self, name: &str) -> Origin {
        self.origins.get(name).cloned().unwrap_or(Origin::Default)
    }

    /// How many settings were given a value, be it their default.
    pub(crate) fn given(&self) -> usize {
        self.origins.len()
    }

    /// Leaves others out, unless the user has said where to listen.
    pub(crate) fn listen_on_this_machine_only(&mut self) {
        if self.origin("listen") == Origin::Default {
            self.config.server.listen.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        let web = &mut self.config.web;
        for (name, address) in [("web.http", &mut web.http), ("web.https", &mut web.https)] {
            if let Some(address) = address
                && !self.origins.contains_key(name)
            {
                address.set_ip(Ipv4Addr::LOCALHOST.into());
            }
        }
    }

    fn variable(&mut self, name: &OsString, value: &OsString) -> Option<Problem> {
        let name = name.to_string_lossy();
        if !name.starts_with(VARIABLE_PREFIX)
            || name == DATA_VARIABLE
            || OTHERS.iter().any(|prefix| name.starts_with(prefix))
        {
            return None;
        }
        let at = Origin::Variable(name.clone().into_owned());
        let result = match (settings().find(|setting| setting.variable() == name), value.to_str()) {
            (Some(setting), Some(value)) => self.assign(&setting.name(), Raw::Text(value), &at),
            (Some(_), None) => Err("the value is not UTF-8".to_owned()),
            (None, _) => Err(format!("unknown variable{}", suggestion(&name, Setting::variable))),
        };
        result.err().map(|what| Problem { at, what })
    }

    /// Gives the setting its value, or says what is wrong.
    fn assign(&mut self, name: &str, raw: Raw<'_>, origin: &Origin) -> Result<(), String> {
        let setting = settings()
            .find(|setting| setting.name() == name)
            .ok_or_else(|| format!("unknown setting {name}{}", suggestion(name, Setting::name)))?;
        if !(setting.assign)(&mut self.config, raw) {
            let expected = (setting.expected)();
            return Err(format!("{name} is {}; expected {expected}", found(raw)));
        }
        self.origins.insert(name.to_owned(), origin.clone());
        Ok(())
    }
}

/// A value as the user wrote it, as far as it helps to find it.
fn found(raw: Raw<'_>) -> String {
    use toml::de::DeValue;

    match raw {
        Raw::Text(text) => format!("{text:?}"),
        Raw::Toml(DeValue::String(text)) => format!("{text:?}"),
        Raw::Toml(DeValue::Integer(integer)) => integer.to_string(),
        Raw::Toml(DeValue::Float(float)) => float.to_string(),
        Raw::Toml(DeValue::Boolean(truth)) => truth.to_string(),
        Raw::Toml(DeValue::Datetime(date)) => date.to_string(),
        Raw::Toml(DeValue::Array(list)) => {
            let items: Vec<_> = list.iter().map(|item| found(Raw::Toml(item.get_ref()))).collect();
            format!("[{}]", items.join(", "))
        }
        Raw::Toml(DeValue::Table(_)) => "a table".to_owned(),
    }
}

/// `; did you mean …?` where a setting has the same key in another section, or a name that is near.
fn suggestion(wrong: &str, name: fn(&Setting) -> String) -> String {
    let key = wrong.rsplit('.').next();
    let likeness = |setting: &Setting| match key {
        Some(key) if key == setting.key => 1.0,
        _ => strsim::normalized_damerau_levenshtein(wrong, &name(setting)),
    };
    settings()
        .map(|setting| (likeness(setting), setting))
        .filter(|(likeness, _)| *likeness > LIKELY)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map_or_else(|| SEE_ALL.to_owned(), |(_, setting)| format!("; did you mean {}?", name(setting)))
}

/// Variables that only others than the server read: the tests, the load generator, and `nudge chat`.
const OTHERS: [&str; 3] = ["NUDGE_TEST_", "NUDGE_LOAD_", "NUDGE_CHAT_"];

/// How much alike two names are, of 1, when one is likely a slip for the other.
const LIKELY: f64 = 0.75;

const SEE_ALL: &str = "; `nudge config reference` lists them all";

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Given(Sources);

    impl Given {
        fn file(text: &str) -> Self {
            let file = File { path: "nudge.toml".to_owned(), text: text.to_owned() };
            Self(Sources { file: Some(file), ..Sources::default() })
        }

        fn variable(mut self, name: &str, value: &str) -> Self {
            self.0.environment.push((name.into(), value.into()));
            self
        }

        fn flag(mut self, given_as: &'static str, setting: &str, value: &str) -> Self {
            self.0.flags.push(Flag { given_as, setting: setting.to_owned(), value: value.to_owned() });
            self
        }

        fn problems(self) -> Vec<String> {
            self.0.load().unwrap_err().iter().map(ToString::to_string).collect()
        }
    }

    #[test]
    fn each_layer_is_stronger_than_the_one_before() {
        let layers = |given: Given| {
            let loaded = given.0.load().unwrap();
            (loaded.config.limits.line_bytes, loaded.origin("limits.line_bytes").to_string())
        };
        let file = || Given::file("[limits]\nline_bytes = 1_000");
        let file_and_variable = || file().variable("NUDGE_LIMITS_LINE_BYTES", "2000");
        assert_eq!(layers(Given::default()), (8192, "default".to_owned()));
        assert_eq!(layers(file()), (1000, "nudge.toml:2".to_owned()));
        assert_eq!(layers(file_and_variable()), (2000, "NUDGE_LIMITS_LINE_BYTES".to_owned()));
        let all = file_and_variable().flag("--set", "limits.line_bytes", "3000");
        assert_eq!(layers(all), (3000, "--set".to_owned()));
    }

    #[test]
    fn a_layer_leaves_what_it_does_not_name() {
        let given = Given::file("listen = \"127.0.0.1:1\"\n[log]\nformat = \"json\"")
            .variable("NUDGE_LOG_LEVEL", "debug");
        let loaded = given.0.load().unwrap();
        assert_eq!(loaded.origin("listen").to_string(), "nudge.toml:1");
        assert_eq!(loaded.origin("log.format").to_string(), "nudge.toml:3");
        assert_eq!(loaded.origin("log.level").to_string(), "NUDGE_LOG_LEVEL");
        assert_eq!(loaded.given(), 3);
    }

    #[test]
    fn every_wrong_line_of_the_file_is_named_at_once() {
        let text = "listen = 1863\n[limits]\nline_byte = 1\nline_bytes = \"big\"\nroom_members = 1\n[log]\nformat = 'xml'";
        assert_eq!(
            Given::file(text).problems(),
            [
                r#"nudge.toml:1: listen is 1863; expected an IP address and a port such as "0.0.0.0:1863" or "[::]:1863""#,
                "nudge.toml:3: unknown setting limits.line_byte; did you mean limits.line_bytes?",
                "nudge.toml:4: limits.line_bytes is \"big\"; expected a whole number, from 256 to 65536",
                "nudge.toml:5: limits.room_members is 1; expected a whole number, from 2 to 1000",
                r#"nudge.toml:7: log.format is "xml"; expected "text" or "json""#,
            ]
        );
    }

    #[test]
    fn a_key_in_the_wrong_section_is_told_the_right_one() {
        assert_eq!(
            Given::file("level = 'debug'\n[history]\nwho = 'open'\nshut = true").problems(),
            [
                "nudge.toml:1: unknown setting level; did you mean log.level?",
                "nudge.toml:3: unknown setting history.who; did you mean registration.who?",
                "nudge.toml:4: unknown setting history.shut; `nudge config reference` lists them all",
            ]
        );
    }

    #[test]
    fn every_kind_of_toml_value_is_refused_where_another_is_expected() {
        for (value, found) in [
            ("\"yes\"", "\"yes\""),
            ("-3", "-3"),
            ("0.5", "0.5"),
            ("2026-01-01", "2026-01-01"),
            ("[true, 'a']", "[true, \"a\"]"),
            ("{ a = 1 }", "a table"),
        ] {
            let text = format!("[history]\nenabled = {value}");
            let problem = format!("nudge.toml:2: history.enabled is {found}; expected true or false");
            assert_eq!(Given::file(&text).problems(), [problem]);
        }
    }

    #[test]
    fn a_wrong_variable_is_named() {
        let given = Given::default()
            .variable("NUDGE_LIMITS_LINE_BYTES", "")
            .variable("NUDGE_LISTN", "127.0.0.1:1")
            .variable("NUDGE_COLOUR", "blue");
        assert_eq!(
            given.problems(),
            [
                "NUDGE_LIMITS_LINE_BYTES: limits.line_bytes is \"\"; expected a whole number, from 256 to 65536",
                "NUDGE_LISTN: unknown variable; did you mean NUDGE_LISTEN?",
                "NUDGE_COLOUR: unknown variable; `nudge config reference` lists them all",
            ]
        );
    }

    #[test]
    fn variables_that_are_no_settings_are_passed_over() {
        let given = Given::default()
            .variable("NUDGE_DATA", "/srv/nudge")
            .variable("NUDGE_TEST_POSTGRES", "anything")
            .variable("NUDGE_CHAT_PASSWORD", "anything")
            .variable("NUDGE_LOAD_SECRET", "anything")
            .variable("NUDGEMENT", "1")
            .variable("PATH", "/bin");
        assert_eq!(given.0.load().unwrap().given(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_no_text_is_refused() {
        use std::os::unix::ffi::OsStringExt as _;

        let mut given = Given::default();
        given.0.environment.push(("NUDGE_LISTEN".into(), OsString::from_vec(vec![0xff])));
        assert_eq!(given.problems(), ["NUDGE_LISTEN: the value is not UTF-8"]);
    }

    #[test]
    fn a_wrong_flag_is_named() {
        let given = Given::default()
            .flag("--listen", "listen", "here")
            .flag("--set", "history.enable", "true")
            .flag("--set", "listen", "127.0.0.1:1");
        assert_eq!(
            given.problems(),
            [
                r#"--listen: listen is "here"; expected an IP address and a port such as "0.0.0.0:1863" or "[::]:1863""#,
                "--set: unknown setting history.enable; did you mean history.enabled?",
                "--set: listen is given twice, here and with --listen",
            ]
        );
    }

    #[test]
    fn a_list_is_an_array_in_the_file_and_has_commas_elsewhere() {
        let from_file = Given::file("dialects = ['msnp2', 'MSNP7']").0.load().unwrap().config;
        let from_variable =
            Given::default().variable("NUDGE_DIALECTS", "MSNP7, MSNP2").0.load().unwrap().config;
        assert_eq!(from_file, from_variable);
        assert_eq!(
            Given::file("dialects = ['MSNP19']").problems(),
            [
                r#"nudge.toml:1: dialects is ["MSNP19"]; expected a list of dialects, MSNP2 to MSNP18, such as ["MSNP6", "MSNP7"]"#
            ]
        );
    }
}

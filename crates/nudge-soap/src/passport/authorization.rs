//! The `Authorization: Passport1.4` header (reference 10 §5.1).

use percent_encoding::percent_decode_str;

use super::Password;

/// Who signs in, and with what.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Authorization {
    /// The address, as it was typed.
    pub sign_in: String,
    /// The password, or an access token.
    pub password: Password,
}

impl Authorization {
    /// Reads the value of the header: the scheme, then `name=value` between commas, each percent-encoded or not. `None` if
    /// it is of another scheme, or without an address or a password.
    pub fn parse(value: &str) -> Option<Self> {
        let mut rest = scheme(value)?;
        // One published example has it twice.
        while let Some(again) = scheme(rest) {
            rest = again;
        }
        let field = |name: &str| {
            let of_that_name = |field: &str| {
                let (known, value) = field.split_once('=')?;
                known.trim().eq_ignore_ascii_case(name).then(|| value.to_owned())
            };
            rest.split(',').find_map(of_that_name)
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().ok().map(String::from);
        let sign_in = decoded(field("sign-in")?.trim())?;
        let password = Password::new(decoded(&field("pwd")?)?);
        Some(Self { sign_in, password })
    }
}

fn scheme(value: &str) -> Option<&str> {
    let (scheme, rest) = value.trim_start().split_once(' ')?;
    scheme.eq_ignore_ascii_case("Passport1.4").then_some(rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(value: &str) -> Option<(String, String)> {
        Authorization::parse(value).map(|read| (read.sign_in, read.password.expose().to_owned()))
    }

    fn pair(a: &str, b: &str) -> (String, String) {
        (a.to_owned(), b.to_owned())
    }

    #[test]
    fn what_clients_send_is_read() {
        // MSN Messenger 6, after reference 10 §5.1.
        let messenger = "Passport1.4 OrgVerb=GET,OrgURL=http%3A%2F%2Fmessenger%2Emsn%2Ecom,sign-in=alice%40example.com,\
                         pwd=secret,lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229,kpp=1,\
                         kv=5,ver=2.1.0173.1,tpf=43f8a4c8ed940c04e3740be46c4d1619";
        assert_eq!(read(messenger), Some(pair("alice@example.com", "secret")));
        // aMSN does not encode the address.
        let amsn =
            "Passport1.4 OrgVerb=GET,OrgURL=x,sign-in=alice@example.com,pwd=%e4%bd%a0%2C%20%3D%25+a=b,ct=1";
        assert_eq!(read(amsn), Some(pair("alice@example.com", "你, =%+a=b")));
        assert_eq!(read("passport1.4 Passport1.4 sign-in=a,pwd="), Some(pair("a", "")));
    }

    #[test]
    fn anything_else_is_none() {
        for value in [
            "",
            "Passport1.4",
            "Basic abc",
            "Passport1.4 sign-in=a",
            "Passport1.4 pwd=b",
            "Passport1.4 sign-in=%ff,pwd=b",
        ] {
            assert_eq!(read(value), None, "{value}");
        }
    }

    #[test]
    fn debug_shows_no_password() {
        let shown = format!("{:?}", Authorization::parse("Passport1.4 sign-in=a,pwd=hunter2"));
        assert!(!shown.contains("hunter2"), "{shown}");
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_again(who in "\\PC{0,20}", secret in "\\PC{0,20}") {
            let encode = |text: &str| {
                percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
            };
            let value = format!("Passport1.4 OrgVerb=GET,sign-in={},pwd={},lc=1", encode(&who), encode(&secret));
            prop_assert_eq!(read(&value), Some(pair(&who, &secret)));
        }

        #[test]
        fn nothing_makes_it_panic(value in any::<String>()) {
            let _ = Authorization::parse(&format!("Passport1.4 {value}"));
            let _ = Authorization::parse(&value);
        }
    }
}

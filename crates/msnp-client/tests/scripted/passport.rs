//! Signing in by ticket: the nexus, the login server, and every way in which they fail.

use std::net::TcpListener as StdListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use msnp::Dialect;
use msnp_client::{Client, Config, Dialer, Dialing, Duplex, Error, Package, Passport, PassportError, Secret};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::server::{
    CHALLENGE, PROFILE, Step, TICKET, config, hears, hears_bytes, listen, play, says, says_with, signs_in,
};

/// A nexus and a login server, at one address, that give the ticket to Alice.
pub(crate) async fn granting() -> (String, JoinHandle<()>) {
    let (listener, address) = listen().await;
    let scripts = vec![
        vec![asks_nexus(&address), refers(&address)],
        vec![asks_login(&address, "/login2.srf"), grants()],
    ];
    (nexus(&address), play(listener, scripts))
}

fn nexus(address: &str) -> String {
    format!("http://{address}/rdr/pprdr.asp")
}

fn asks_nexus(address: &str) -> Step {
    hears_bytes(&format!(
        "GET /rdr/pprdr.asp HTTP/1.1\r\nHost: {address}\r\nUser-Agent: MSMSGS\r\nConnection: close\r\n\r\n"
    ))
}

fn asks_login(address: &str, path: &str) -> Step {
    hears_bytes(&format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: MSMSGS\r\nConnection: close\r\nAuthorization: Passport1.4 \
         OrgVerb=GET,OrgURL=http%3A%2F%2Fmessenger%2Emsn%2Ecom,sign-in=alice%40example%2Ecom,pwd=Password1,{CHALLENGE}\r\n\r\n"
    ))
}

/// Lines of an answer, up to the end of its head.
fn answers(lines: &str) -> Step {
    let lines: String = lines.lines().flat_map(|line| [line.trim(), "\r\n"]).collect();
    Step::Says(format!("HTTP/1.1 {lines}Content-Length: 0\r\n\r\n"))
}

fn refers(login: &str) -> Step {
    answers(&format!(
        "200 OK
         Content-Type: text/html
         PassportURLs: DARealm=Passport.Net,DALogin={login}/login2.srf,DAReg=http://{login}/,ConfigVersion=16"
    ))
}

fn grants() -> Step {
    answers(&format!(
        "200 OK
         Authentication-Info: Passport1.4 da-status=success,tname=MSPAuth,tname=MSPProf,from-PP='{TICKET}',ru=http://a.b"
    ))
}

fn redirects(to: &str) -> Step {
    answers(&format!(
        "302 Found
         Authentication-Info: Passport1.4 da-status=redir
         Location: {to}"
    ))
}

/// Asks for the ticket of a server that offers signing in with one, and whose nexus is this.
async fn attempt(passport: Passport) -> Result<Client, Error> {
    let (listener, address) = listen().await;
    let server = play(listener, vec![signs_in(Dialect::Msnp8)]);
    let result = Client::sign_in(Config { passport, ..config(&address, Dialect::Msnp8) }).await;
    server.abort();
    result
}

/// The same of a nexus and a login server with these scripts.
async fn with_scripts(scripts: impl FnOnce(&str) -> Vec<Vec<Step>>) -> Result<Client, Error> {
    let (listener, address) = listen().await;
    let passport = play(listener, scripts(&address));
    let result = attempt(Passport::at(&nexus(&address))).await;
    if result.is_ok() {
        passport.await.unwrap();
    }
    result
}

/// The same of a login server that answers this.
async fn login_answers(answer: Step) -> Result<Client, Error> {
    with_scripts(|at| vec![vec![asks_nexus(at), refers(at)], vec![asks_login(at, "/login2.srf"), answer]])
        .await
}

#[tokio::test]
async fn the_login_server_may_be_named_with_a_scheme() {
    let result = with_scripts(|at| {
        let with_scheme = format!("http://{at}");
        vec![vec![asks_nexus(at), refers(&with_scheme)], vec![asks_login(at, "/login2.srf"), grants()]]
    });
    result.await.unwrap();
}

#[tokio::test]
async fn a_ticket_that_is_there_already_is_asked_of_nobody() {
    let (listener, address) = listen().await;
    let server = play(listener, vec![signs_in(Dialect::Msnp8)]);
    let given = Config {
        package: Package::GivenTicket,
        secret: Secret::new(TICKET),
        passport: Passport::at("http://127.0.0.1:1/nobody"),
        ..config(&address, Dialect::Msnp8)
    };
    Client::sign_in(given).await.unwrap();
    server.abort();
}

/// Leads every host to one place, and takes down who was asked for.
struct Elsewhere {
    place: String,
    asked: Mutex<Vec<(String, u16, bool)>>,
}

impl Dialer for Elsewhere {
    fn dial(&self, host: String, port: u16, secure: bool) -> Dialing<'_> {
        self.asked.lock().unwrap().push((host, port, secure));
        Box::pin(async {
            let stream = TcpStream::connect(&self.place).await?;
            Ok(Box::new(stream) as Box<dyn Duplex>)
        })
    }
}

#[tokio::test]
async fn a_dialer_makes_the_connections() {
    let (listener, place) = listen().await;
    let (nexus, login) = ("nexus.passport.com", "login.example:444");
    let scripts =
        vec![vec![asks_nexus(nexus), refers(login)], vec![asks_login(login, "/login2.srf"), grants()]];
    let served = play(listener, scripts);
    let dialer = Arc::new(Elsewhere { place, asked: Mutex::default() });
    let nexus = Passport::at("https://nexus.passport.com/rdr/pprdr.asp");
    attempt(Passport { dialer: Some(dialer.clone()), ..nexus }).await.unwrap();
    served.await.unwrap();
    let expected = [("nexus.passport.com".to_owned(), 443, true), ("login.example".to_owned(), 444, true)];
    assert_eq!(*dialer.asked.lock().unwrap(), expected);

    let nowhere = Elsewhere { place: "127.0.0.1:1".into(), asked: Mutex::default() };
    let nexus = Passport::at("https://nexus.passport.com/rdr/pprdr.asp");
    let result = attempt(Passport { dialer: Some(Arc::new(nowhere)), ..nexus }).await;
    assert!(matches!(result, Err(Error::Passport(PassportError::Tls { .. }))), "{result:?}");
}

#[tokio::test]
async fn a_redirect_of_the_login_server_is_followed_with_the_password() {
    let result = with_scripts(|at| {
        vec![
            vec![asks_nexus(at), refers(at)],
            vec![asks_login(at, "/login2.srf"), redirects(&format!("http://{at}/other.srf?lc=1033"))],
            vec![asks_login(at, "/other.srf?lc=1033"), grants()],
        ]
    });
    result.await.unwrap();
}

#[tokio::test]
async fn login_servers_that_redirect_for_ever_are_left() {
    let result = with_scripts(|at| {
        let round = || vec![asks_login(at, "/login2.srf"), redirects(&format!("http://{at}/login2.srf"))];
        vec![vec![asks_nexus(at), refers(at)], round(), round(), round(), round(), round()]
    });
    let result = result.await;
    assert!(matches!(result, Err(Error::Passport(PassportError::TooManyRedirects(3)))), "{result:?}");
}

#[tokio::test]
async fn any_other_redirect_does_not_get_the_password() {
    let portal = answers("302 Found\nLocation: http://127.0.0.1:1/portal");
    let result = login_answers(portal).await;
    assert!(matches!(result, Err(Error::Passport(PassportError::BadAnswer { .. }))), "{result:?}");
    let gone = answers("302 Found\nAuthentication-Info: Passport1.4 da-status=redir");
    let result = login_answers(gone).await;
    assert!(matches!(result, Err(Error::Passport(PassportError::BadAnswer { .. }))), "{result:?}");
}

#[tokio::test]
async fn a_wrong_password_comes_with_the_words_of_the_server() {
    let refusal = answers(
        "401 Unauthorized
         WWW-Authenticate: Passport1.4 da-status=failed,srealm=Passport.NET,ts=-3,prompt,cburl=http://a/b.gif,cbtxt=That%20is%20wrong",
    );
    match login_answers(refusal).await {
        Err(Error::WrongCredentials { reason }) => assert_eq!(reason.as_deref(), Some("That is wrong")),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_ticket_that_the_server_does_not_take_is_not_a_wrong_password() {
    let (listener, address) = listen().await;
    let mut script: Vec<Step> = signs_in(Dialect::Msnp8).into_iter().take(7).collect();
    script.push(says("911 4"));
    let server = play(listener, vec![script]);
    let (nexus, _passport) = granting().await;
    let passport = Passport::at(&nexus);
    let result = Client::sign_in(Config { passport, ..config(&address, Dialect::Msnp8) }).await;
    server.await.unwrap();
    assert!(matches!(result, Err(Error::Refused(_))), "{result:?}");
}

#[tokio::test]
async fn each_answer_that_is_none_is_whose_it_is() {
    let bad_answers = [
        "200 OK",
        "200 OK\nAuthentication-Info: Passport1.4 da-status=success,tname=MSPAuth",
        "200 OK\nAuthentication-Info: Passport1.4 da-status=success,from-PP='a b'",
        "401 Unauthorized",
        "401 Unauthorized\nWWW-Authenticate: Basic realm=x",
    ];
    for bad in bad_answers {
        let result = login_answers(answers(bad)).await;
        assert!(matches!(result, Err(Error::Passport(PassportError::BadAnswer { .. }))), "{bad}: {result:?}");
    }
    let result = login_answers(answers("503 Service Unavailable")).await;
    assert!(matches!(result, Err(Error::Passport(PassportError::Status { status: 503, .. }))), "{result:?}");
    let result = with_scripts(|at| vec![vec![asks_nexus(at), answers("404 Not Found")]]).await;
    assert!(matches!(result, Err(Error::Passport(PassportError::Status { status: 404, .. }))), "{result:?}");
    let result =
        with_scripts(|at| vec![vec![asks_nexus(at), answers("200 OK\nPassportURLs: DARealm=x")]]).await;
    assert!(matches!(result, Err(Error::Passport(PassportError::BadAnswer { .. }))), "{result:?}");
    let result = with_scripts(|at| vec![vec![asks_nexus(at), Step::Says("+OK POP3 ready\r\n".into())]]).await;
    assert!(matches!(result, Err(Error::Passport(PassportError::BadAnswer { .. }))), "{result:?}");
    let result = with_scripts(|at| vec![vec![asks_nexus(at)]]).await;
    assert!(matches!(result, Err(Error::Passport(PassportError::BadAnswer { .. }))), "{result:?}");
}

#[tokio::test]
async fn a_head_without_an_end_is_not_read_to_the_end() {
    let long = format!("HTTP/1.1 200 OK\r\nA: {}", "x".repeat(1 << 20));
    let (listener, address) = listen().await;
    let _nexus = tokio::spawn(async move {
        use tokio::io::AsyncWriteExt as _;
        let (mut stream, _) = listener.accept().await.unwrap();
        // The client leaves in the middle.
        let _ = stream.write_all(long.as_bytes()).await;
        std::future::pending::<()>().await;
    });
    let result = attempt(Passport::at(&nexus(&address))).await;
    assert!(matches!(result, Err(Error::Passport(PassportError::BadAnswer { .. }))), "{result:?}");
}

#[tokio::test]
async fn a_nexus_that_is_not_there_or_says_nothing_is_named() {
    let nobody = StdListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let result = attempt(Passport::at(&nexus(&nobody))).await;
    let place = match result {
        Err(Error::Passport(PassportError::Unreachable { place, .. })) => place,
        other => panic!("{other:?}"),
    };
    assert_eq!(place, nexus(&nobody));

    let (listener, address) = listen().await;
    let (silent, at) = listen().await;
    let _server = play(listener, vec![signs_in(Dialect::Msnp12)]);
    let patience = Duration::from_millis(50);
    let passport = Passport::at(&nexus(&at));
    let result = Client::sign_in(Config { passport, patience, ..config(&address, Dialect::Msnp12) }).await;
    assert!(matches!(result, Err(Error::Passport(PassportError::Timeout { .. }))), "{result:?}");
    drop(silent);

    let result = attempt(Passport::at("nexus.passport.com")).await;
    assert!(matches!(result, Err(Error::Passport(PassportError::BadAddress(_)))), "{result:?}");
}

#[tokio::test]
async fn a_server_of_the_wrong_kind_is_told_so() {
    for (answer, dialect) in
        [("USR 3 TWN S", Dialect::Msnp8), ("USR 3 OK alice@example.com 1 0", Dialect::Msnp10)]
    {
        let (listener, address) = listen().await;
        let mut script: Vec<Step> = signs_in(dialect).into_iter().take(5).collect();
        script.push(says(answer));
        let _server = play(listener, vec![script]);
        let result = Client::sign_in(config(&address, dialect)).await;
        assert!(matches!(result, Err(Error::Unexpected(_))), "{result:?}");
    }
}

#[tokio::test]
async fn a_profile_without_the_line_before_it_is_taken() {
    let (listener, address) = listen().await;
    let mut script: Vec<Step> = signs_in(Dialect::Msnp11).into_iter().take(7).collect();
    script.extend([says("USR 4 OK alice@example.com 1 0"), says_with("MSG Hotmail Hotmail", PROFILE)]);
    let server = play(listener, vec![script]);
    let (nexus, _passport) = granting().await;
    let passport = Passport::at(&nexus);
    Client::sign_in(Config { passport, ..config(&address, Dialect::Msnp11) }).await.unwrap();
    server.await.unwrap();
}

#[tokio::test]
async fn a_referral_comes_before_the_ticket() {
    let (listener, address) = listen().await;
    let mut dispatch: Vec<Step> = signs_in(Dialect::Msnp12).into_iter().take(4).collect();
    dispatch
        .extend([hears("USR 3 TWN I alice@example.com"), says(&format!("XFR 3 NS {address} 0 127.0.0.1:1"))]);
    let server = play(listener, vec![dispatch, signs_in(Dialect::Msnp12)]);
    let (nexus, passport_running) = granting().await;
    let passport = Passport::at(&nexus);
    Client::sign_in(Config { passport, ..config(&address, Dialect::Msnp12) }).await.unwrap();
    server.await.unwrap();
    passport_running.await.unwrap();
}

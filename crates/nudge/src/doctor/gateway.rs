//! Does MSNP go over HTTP, for clients whose network closes port 1863?

use std::net::SocketAddr;

use msnp::gateway::{HEADER, PATH, Query, Server, Told};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::finding::Trouble;
use super::http::{Answer, ask};
use super::{Finding, PATIENCE};

const CHECK: &str = "HTTP gateway";

/// The name that clients ask for (reference 15 §1).
const HOST: &str = "gateway.messenger.hotmail.com";

/// Opens a session, and closes it again. A server may be without: then only those behind a firewall miss it.
pub(super) async fn opens(at: SocketAddr, tell: &mut dyn FnMut(Finding)) {
    let finding = match timeout(PATIENCE, session(at)).await {
        Ok(Ok(Some(found))) => Finding::ok(CHECK, found),
        Ok(Ok(None)) => Finding::passed_over(CHECK, "the server has none (its setting gateway.enabled)"),
        Ok(Err(trouble)) => Finding::of(CHECK, Err(trouble)),
        Err(_) => Finding::of(CHECK, Err(Trouble::new("it does not answer", IN_BETWEEN))),
    };
    tell(finding);
}

async fn session(at: SocketAddr) -> Result<Option<String>, Trouble> {
    let broken =
        |error: std::io::Error| Trouble::new(format!("no answer that is HTTP ({error})"), IN_BETWEEN);
    let mut stream = TcpStream::connect(at).await.map_err(broken)?;
    let open = Query::Open { server: Server::Notification, dialled: Some("messenger.hotmail.com") };
    let answer = ask(&mut stream, &request(open)).await.map_err(broken)?;
    let Some(session) = opened(&answer)? else { return Ok(None) };
    // Whatever comes of it: a session that nobody asks for ends by itself.
    let _closed = ask(&mut stream, &request(Query::Close { session: &session })).await;
    Ok(Some("Messenger also goes over HTTP, for networks that close its port".to_owned()))
}

fn request(query: Query<'_>) -> String {
    format!(
        "POST {PATH}?{query} HTTP/1.1\r\nAccept: */*\r\nUser-Agent: MSMSGS\r\nHost: {HOST}\r\n\
         Connection: Keep-Alive\r\nContent-Length: 0\r\n\r\n"
    )
}

/// What the session is called; `None` where there is no gateway.
fn opened(answer: &Answer) -> Result<Option<String>, Trouble> {
    match answer.header(HEADER) {
        Some((HEADER, value)) if answer.status == 200 => match Told::parse(&value) {
            Ok(told) => Ok(Some(told.session.to_owned())),
            Err(error) => Err(Trouble::new(error.to_string(), IN_BETWEEN)),
        },
        Some((spelled, _)) if answer.status == 200 => Err(Trouble::new(
            format!("the header is spelled {spelled}, and clients know it only as {HEADER}"),
            IN_BETWEEN,
        )),
        Some(_) | None if answer.status == 404 => Ok(None),
        Some(_) | None if matches!(answer.status, 429 | 503) => Err(Trouble::new(
            format!("it takes no more sessions now (the answer is {})", answer.status),
            "Wait a little, or raise the limits of the gateway in the server's settings.",
        )),
        Some(_) | None => {
            Err(Trouble::new(format!("the answer is {}, without {HEADER}", answer.status), IN_BETWEEN))
        }
    }
}

const IN_BETWEEN: &str =
    "Take the proxy in between away, or teach it to leave requests and headers as they are.";

#[cfg(test)]
mod tests {
    use super::*;

    fn found(answer: &str) -> Result<Option<String>, Trouble> {
        opened(&Answer::parse(answer.as_bytes()).unwrap().unwrap())
    }

    #[test]
    fn a_gateway_is_told_from_what_is_none() {
        let right = "HTTP/1.1 200 OK\r\nX-MSN-Messenger: SessionID=a.1; GW-IP=b\r\n\r\n";
        assert_eq!(found(right), Ok(Some("a.1".to_owned())));
        assert_eq!(found("HTTP/1.1 404 Not Found\r\n\r\n"), Ok(None));
        for (answer, what) in [
            (right.replace("X-MSN", "x-msn"), "the header is spelled x-msn-Messenger"),
            (right.replace("SessionID", "Session"), "a gateway's answer without a session"),
            ("HTTP/1.1 200 OK\r\n\r\n".to_owned(), "the answer is 200, without X-MSN-Messenger"),
            ("HTTP/1.1 503 No\r\n\r\n".to_owned(), "it takes no more sessions now"),
        ] {
            let trouble = found(&answer).unwrap_err();
            assert!(trouble.found.starts_with(what), "{trouble}");
        }
    }
}

//! Does the nexus tell where to sign in?

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Finding, PATIENCE};

pub(super) const NEXUS_OVER_HTTP: &str = "nexus over HTTP";

/// The longest head that is read, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// The most headers that are read.
const MOST_HEADERS: usize = 64;

/// What MSN Messenger 5.0 to 7.0 looks for, and in no other spelling (reference 10 §2).
const PASSPORT_URLS: &str = "PassportURLs";

/// Asks the nexus over plain HTTP.
pub(super) async fn nexus(at: SocketAddr, tell: &mut dyn FnMut(Finding)) {
    let asked = async { ask(TcpStream::connect(at).await?).await };
    tell(judge(
        NEXUS_OVER_HTTP,
        timeout(PATIENCE, asked).await.unwrap_or(Err(io::ErrorKind::TimedOut.into())),
    ));
}

/// Asks the nexus over a stream, as MSN Messenger does, and gives the head of its answer.
pub(super) async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<Vec<u8>> {
    stream.write_all(REQUEST.as_bytes()).await?;
    stream.flush().await?;
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if head.len() > LONGEST_HEAD || stream.read_buf(&mut head).await? == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    Ok(head)
}

/// What to say of the answer.
pub(super) fn judge(check: &str, answer: io::Result<Vec<u8>>) -> Finding {
    const REMEDY: &str = "Another web server answers there: stop it, or give it another port.";
    let head = match answer {
        Ok(head) => head,
        Err(error) => return Finding::fails(check, format!("no answer that is HTTP ({error})"), REMEDY),
    };
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    if response.parse(&head).is_err() {
        return Finding::fails(check, "no answer that is HTTP", REMEDY);
    }
    let status = response.code.unwrap_or_default();
    let found = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(PASSPORT_URLS));
    match found {
        Some(header) if status == 200 && header.name == PASSPORT_URLS => {
            let value = String::from_utf8_lossy(header.value);
            let login = value.split(',').find_map(|part| part.trim().strip_prefix("DALogin="));
            match login {
                Some(login) => Finding::ok(check, format!("clients sign in at {login}")),
                None => Finding::fails(check, "it does not say where to sign in (DALogin)", REMEDY),
            }
        }
        Some(header) if status == 200 => Finding::fails(
            check,
            format!("the header is spelled {}, and clients know it only as {PASSPORT_URLS}", header.name),
            "Take the proxy in between away, or teach it to leave headers as they are.",
        ),
        Some(_) | None => {
            Finding::fails(check, format!("the answer is {status}, without {PASSPORT_URLS}"), REMEDY)
        }
    }
}

const REQUEST: &str = "GET /rdr/pprdr.asp HTTP/1.1\r\nUser-Agent: MSMSGS\r\nHost: nexus.passport.com\r\n\
                       Connection: close\r\nCache-Control: no-cache\r\n\r\n";

#[cfg(test)]
mod tests {
    use super::super::Outcome;
    use super::*;

    fn found(answer: &str) -> Finding {
        judge("nexus", Ok(answer.as_bytes().to_vec()))
    }

    #[test]
    fn the_header_has_to_be_spelled_as_clients_know_it() {
        let right =
            "HTTP/1.1 200 OK\r\nPassportURLs: DARealm=Passport.Net,DALogin=a.example/login2.srf\r\n\r\n";
        assert_eq!(found(right), Finding::ok("nexus", "clients sign in at a.example/login2.srf"));
        let spelled = found(&right.replace("PassportURLs", "passporturls"));
        assert_eq!(spelled.outcome, Outcome::Fails);
        assert!(spelled.found.starts_with("the header is spelled passporturls"), "{spelled}");
        assert!(spelled.remedy.unwrap().contains("proxy"));
    }

    #[test]
    fn whatever_else_answers_is_another_server() {
        for (answer, what) in [
            ("HTTP/1.1 404 Not Found\r\n\r\n", "the answer is 404, without PassportURLs"),
            (
                "HTTP/1.1 302 Found\r\nPassportURLs: DALogin=a\r\n\r\n",
                "the answer is 302, without PassportURLs",
            ),
            (
                "HTTP/1.1 200 OK\r\nPassportURLs: nothing\r\n\r\n",
                "it does not say where to sign in (DALogin)",
            ),
            ("SSH-2.0-OpenSSH\r\n\r\n", "no answer that is HTTP"),
        ] {
            let finding = found(answer);
            assert_eq!((finding.outcome, finding.found.as_str()), (Outcome::Fails, what));
        }
    }

    #[tokio::test]
    async fn an_answer_without_an_end_is_given_up() {
        let (ours, mut theirs) = tokio::io::duplex(4096);
        let endless =
            tokio::spawn(async move { while theirs.write_all(b"HTTP/1.1 200 OK\r\n").await.is_ok() {} });
        assert!(timeout(PATIENCE, ask(ours)).await.unwrap().is_err());
        endless.abort();
    }
}

//! Which root certificate must a client have?

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use nudge_tls::client::Root;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::finding::Trouble;
use super::http::ask_whole;
use super::{Finding, PATIENCE};
use crate::data::DataFolder;

const CHECK: &str = "root certificate";

/// Where the root is to be taken from.
#[derive(Clone, Debug)]
pub(crate) enum RootSource {
    /// A file that the user has.
    File(PathBuf),
    /// The server's own folder, beside which we run.
    Folder(DataFolder),
    /// The server's page, over plain HTTP, as a client's user gets it.
    Page,
}

/// The root in the forms that there are.
#[derive(Debug)]
pub(super) struct Roots {
    /// In any form: old Windows takes both.
    pub(super) any: Root,
    /// In the form for rustls, or why there is none.
    pub(super) for_rustls: Result<Root, String>,
    /// Whether the server itself gave it, a moment ago.
    pub(super) from_page: bool,
}

/// Gets the root, and says which one it is.
pub(super) async fn find(
    source: &RootSource,
    host: &str,
    http: Option<SocketAddr>,
    tell: &mut dyn FnMut(Finding),
) -> Option<Roots> {
    let found = match (source, http) {
        (RootSource::File(path), _) => from_file(path),
        (RootSource::Folder(folder), _) => from_folder(folder),
        (RootSource::Page, Some(http)) => from_page(host, http).await,
        (RootSource::Page, None) => {
            tell(Finding::passed_over(
                CHECK,
                "nothing answers on the port of HTTP, which would have it; name a file that you have with --root",
            ));
            return None;
        }
    };
    let (finding, roots) = match found {
        Ok((roots, what)) => (Ok(what), Some(roots)),
        Err(trouble) => (Err(trouble), None),
    };
    tell(Finding::of(CHECK, finding));
    roots
}

type Found = Result<(Roots, String), Trouble>;

fn from_file(path: &Path) -> Found {
    const REMEDY: &str =
        "Name another file with --root: the server's own is tls/root.cer in its data folder.";
    let root = read(path, REMEDY)?;
    let what = format!("{}, thumbprint {}", path.display(), root.thumbprint());
    let for_rustls = if root.is_for_rustls() {
        Ok(root.clone())
    } else {
        Err("the file has the root in its form for Windows; name the other one with --root, which is \
             tls/root-for-rustls.cer in the server's data folder"
            .to_owned())
    };
    Ok((Roots { any: root, for_rustls, from_page: false }, what))
}

fn from_folder(folder: &DataFolder) -> Found {
    const REMEDY: &str =
        "Start the server with HTTPS (web.https), which makes it, or name another folder with --data.";
    let path = folder.root_certificate();
    let root = read(&path, REMEDY)?;
    let what = format!("{}, thumbprint {}", path.display(), root.thumbprint());
    let for_rustls = read(&folder.modern_root_certificate(), REMEDY);
    let for_rustls = for_rustls.map_err(|trouble| {
        format!("its root is missing: {}; the server writes that file whenever it starts", trouble.found)
    });
    Ok((Roots { any: root, for_rustls, from_page: false }, what))
}

async fn from_page(host: &str, http: SocketAddr) -> Found {
    let port = if http.port() == 80 { String::new() } else { format!(":{}", http.port()) };
    let page = format!("http://{host}{port}{PAGE}");
    let request = format!("GET {PAGE} HTTP/1.0\r\nHost: {host}{port}\r\nConnection: close\r\n\r\n");
    let asked = async { ask_whole(TcpStream::connect(http).await?, &request).await };
    let answer = timeout(PATIENCE, asked).await.unwrap_or(Err(io::ErrorKind::TimedOut.into()));
    let answer = answer.map_err(|error| {
        Trouble::new(format!("{page} cannot be had: {error}"), "Name a file that you have with --root.")
    })?;
    if answer.status != 200 {
        return Err(Trouble::new(
            format!("{page} answers {}", answer.status),
            "Switch HTTPS on in the server (its setting web.https), and start it again.",
        ));
    }
    let root = Root::parse(answer.body()).map_err(|error| {
        Trouble::new(
            format!("{page}: {error}"),
            "Another web server answers there: stop it, or give it another port.",
        )
    })?;
    let thumbprint = root.thumbprint();
    let what = format!(
        "{page}, thumbprint {thumbprint}; not compared with anything, so whoever is in between could have made it"
    );
    let for_rustls =
        Err("the page gives the root only in its form for Windows; run this beside the server, or name its \
                          tls/root-for-rustls.cer with --root"
            .to_owned());
    Ok((Roots { any: root, for_rustls, from_page: true }, what))
}

fn read(path: &Path, remedy: &str) -> Result<Root, Trouble> {
    let trouble = |why: &dyn std::fmt::Display| Trouble::new(format!("{}: {why}", path.display()), remedy);
    let bytes = fs::read(path).map_err(|error| trouble(&error))?;
    Root::parse(&bytes).map_err(|error| trouble(&error))
}

/// Where the server's pages have it.
const PAGE: &str = "/connect/root.cer";

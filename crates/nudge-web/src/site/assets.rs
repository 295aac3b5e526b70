//! The site's own files. Their names have their content's hash, so that browsers need never ask for them again.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use data_encoding::BASE32_NOPAD;
use sha2::{Digest as _, Sha256};

use super::headers;

/// A file that is built in.
#[derive(Debug)]
pub(super) struct Asset {
    path: String,
    kind: &'static str,
    content: &'static str,
}

/// The style sheet.
pub(super) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("site", "css", "text/css; charset=utf-8", include_str!("../../assets/site/site.css"))
});

/// The script, which every page does without.
pub(super) static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("site", "js", "text/javascript; charset=utf-8", include_str!("../../assets/site/site.js"))
});

/// The picture for the browser's tab.
pub(super) static MARK: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("mark", "svg", "image/svg+xml", include_str!("../../assets/site/mark.svg")));

/// Under which path they are.
pub(super) const PATH: &str = "/assets/{name}";

/// As long as browsers keep anything.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Gives one out. A name with another hash is another file, which there is not.
pub(super) async fn asset(Path(name): Path<String>) -> Response {
    let all = [&*STYLE, &*SCRIPT, &*MARK];
    let found = all.into_iter().find(|asset| asset.path.strip_prefix("/assets/") == Some(&name));
    let Some(asset) = found else { return headers::only(StatusCode::NOT_FOUND) };
    let mut response =
        ([(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, FOR_EVER)], asset.content).into_response();
    headers::harden(&mut response);
    response
}

impl Asset {
    fn new(name: &str, ending: &str, kind: &'static str, content: &'static str) -> Self {
        let hash = BASE32_NOPAD.encode(&Sha256::digest(content)).to_ascii_lowercase();
        let short: String = hash.chars().take(12).collect();
        Self { path: format!("/assets/{name}-{short}.{ending}"), kind, content }
    }

    /// Where it is.
    pub(super) fn path(&self) -> &str {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The colours that a rule names.
    fn colours(selector: &str) -> Vec<&'static str> {
        let rule = STYLE.content.split_once(selector).unwrap().1.split_once('}').unwrap().0;
        rule.split(';').map(str::trim).filter(|line| line.starts_with("--")).collect()
    }

    #[test]
    fn the_dark_that_is_chosen_is_the_dark_of_the_system() {
        let system = colours(":root:not([data-theme=\"light\"]) {");
        assert!(system.len() > 30, "{system:?}");
        assert_eq!(system, colours("\n:root[data-theme=\"dark\"] {"));
    }

    #[test]
    fn files_load_nothing_from_elsewhere() {
        for asset in [&*STYLE, &*SCRIPT, &*MARK] {
            let content = asset.content.replace("http://www.w3.org/2000/svg", "");
            for address in ["http://", "https://", "@import", "url("] {
                assert!(!content.contains(address), "{address} in {}", asset.path);
            }
        }
    }
}

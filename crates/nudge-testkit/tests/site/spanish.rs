//! A member's pages in the other language, whose words are longer.

use anyhow::ensure;
use nudge_testkit::browser;

use crate::steps::{self, BOB, member, sign_in};

#[tokio::test]
async fn every_page_of_a_member_holds_longer_words() {
    let (server, origin) = steps::start(|policy| policy.history = true).await;
    let bob = member(&server, BOB, "Bob").await;
    let alice = member(&server, "alice@example.com", "Alice").await;
    server.core().add_contact(alice.id, &bob.handle, None).await.unwrap();
    server.core().add_contact(bob.id, &alice.handle, None).await.unwrap();
    let person = format!("/contacts/person/{}", alice.guid);
    let looked = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.follow("button[value='es']").await?;
        ensure!(browser.text("h1").await? == "Claves de acceso");
        for (path, name) in [
            ("/contacts", "contacts-es"),
            (&person, "person-es"),
            ("/contacts/groups", "groups-es"),
            ("/contacts/privacy", "privacy-es"),
            ("/waiting", "waiting-es"),
            ("/history", "history-es"),
            ("/profile", "profile-es"),
            ("/security", "security-es"),
            ("/security/second-factor", "second-factor-es"),
            ("/security/readable-password", "readable-password-es"),
            ("/security/download", "download-es"),
            ("/security/delete", "delete-es"),
            ("/report", "report-es"),
        ] {
            browser.inspect(path, name).await?;
        }
        Ok(())
    });
    looked.await.unwrap();
    server.stop().await.unwrap();
}

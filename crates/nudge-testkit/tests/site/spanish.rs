//! A member's pages in the other language, whose words are longer.

use anyhow::ensure;
use nudge_core::circle::CircleName;
use nudge_core::circle::edit::CircleEdit;
use nudge_testkit::browser;

use crate::steps::{self, BOB, member, sign_in};

#[tokio::test]
async fn every_page_of_a_member_holds_longer_words() {
    let (server, origin) = steps::start(|policy| policy.history = true).await;
    let bob = member(&server, BOB, "Bob").await;
    let alice = member(&server, "alice@example.com", "Alice").await;
    server.core().add_contact(alice.id, &bob.handle, None).await.unwrap();
    server.core().add_contact(bob.id, &alice.handle, None).await.unwrap();
    let core = server.core();
    let id = core.make_circle(bob.id, CircleName::new("Club de lectura").unwrap()).await.unwrap().id;
    let invite = CircleEdit::Invite { whom: alice.handle.clone(), message: "¿Vienes?".to_owned() };
    core.edit_circle(bob.id, id, invite).await.unwrap();
    let other = core.make_circle(alice.id, CircleName::new("Ajedrez").unwrap()).await.unwrap().id;
    let invite =
        CircleEdit::Invite { whom: bob.handle.clone(), message: "Los martes, en mi casa.".to_owned() };
    core.edit_circle(alice.id, other, invite).await.unwrap();
    let (circle, invited) = (format!("/circles/{id}"), format!("/circles/{other}"));
    let member = format!("{circle}/members/{}", bob.guid);
    let [leave, end] = ["leave", "end"].map(|page| format!("{circle}/{page}"));
    let take_back = format!("{circle}/members/{}/take-out", alice.guid);
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
            ("/circles", "circles-es"),
            (&circle, "circle-es"),
            (&invited, "circle-invited-es"),
            (&member, "circle-member-es"),
            (&take_back, "circle-take-back-es"),
            (&leave, "circle-leave-es"),
            (&end, "circle-end-es"),
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

//! Making the archive.

use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use nudge_core::{AccountId, Core};
use tokio::sync::mpsc;

use crate::owned;
use crate::packing::{Broken, Packing, Pieces, json};

/// What the archive is best called.
pub const FILE_NAME: &str = "nudge-account.zip";

/// How many pieces may wait for whoever takes them.
const WAITING: usize = 4;

/// How many messages are read at a time.
const PAGE: usize = 200;

/// More than there are of anything that is not paged: sign-ins are kept for 90 days, and the rest has limits.
const ALL: usize = 100_000;

/// The pieces of an archive that is being made, in order. The last one is an error if it is not whole.
#[derive(Debug)]
pub struct Archive(mpsc::Receiver<Result<Bytes, Broken>>);

impl Archive {
    /// The next piece; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<Bytes, Broken>> {
        self.0.recv().await
    }

    /// The same for a body that is asked for it.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Broken>>> {
        self.0.poll_recv(cx)
    }
}

/// Makes an archive of all that an account owns, as fast as its pieces are taken. Needs a tokio runtime.
pub fn archive(core: Arc<Core>, account: AccountId) -> Archive {
    let (pieces, received) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        match Box::pin(write(&core, account, &pieces)).await {
            Ok(()) | Err(Broken::Unwanted) => {}
            Err(broken) => {
                tracing::error!(error = %broken, "an archive of an account could not be made");
                // Whoever is gone meanwhile need not be told.
                let _gone = pieces.send(Err(broken)).await;
            }
        }
    });
    Archive(received)
}

async fn write(core: &Core, id: AccountId, pieces: &Pieces) -> Result<(), Broken> {
    // What was said a moment ago may still be on its way to the database.
    core.flush().await;
    let store = core.store();
    let account = store.account(id).await?;
    let book = core.address_book(id).await?;
    let tokens = store.tokens(id).await?;
    let mut packing = Packing::begin(pieces, core.clock().now());
    packing.add("README.txt", README.as_bytes()).await?;
    packing.add("account.json", &json(&owned::account(&account, &book))?).await?;
    packing.add("contacts.json", &json(&owned::contacts(&book))?).await?;
    packing.add("groups.json", &json(&owned::groups(&book))?).await?;
    let circles = store.circles_of(id).await?;
    packing.add("circles.json", &json(&owned::circles(&circles, id))?).await?;
    packing.add("tokens.json", &json(&owned::tokens(&tokens))?).await?;
    packing.add("keys.json", &json(&owned::keys(&store.keys(Some(id)).await?))?).await?;
    packing.add("places.json", &json(&owned::places(&core.places(id).await?))?).await?;
    let sign_ins = store.sign_ins(id, ALL).await?;
    packing.add("sign-ins.json", &json(&owned::sign_ins(&sign_ins, &tokens))?).await?;
    packing.add("reports.json", &json(&owned::reports(&store.reports_by(id, ALL).await?))?).await?;
    let invitations = store.invitations_by(id, ALL).await?;
    packing.add("invitations.json", &json(&owned::invitations(&invitations))?).await?;
    if let Some(picture) = store.display_picture(id).await? {
        packing.add("display-picture.png", &picture.png).await?;
    }
    let waiting = core.waiting_messages(id).await?;
    packing.add("waiting-messages.json", &json(&owned::waiting(&waiting))?).await?;
    messages(core, id, &mut packing).await?;
    packing.finish().await
}

/// Newest first, for that is how they can be read page by page while more are written.
async fn messages(core: &Core, id: AccountId, packing: &mut Packing<'_>) -> Result<(), Broken> {
    packing.file("messages.jsonl")?;
    let mut before = None;
    loop {
        let page = core.store().history(id, before, PAGE).await?;
        for entry in &page {
            let mut line = serde_json::to_vec(&owned::message(entry))?;
            line.push(b'\n');
            packing.write(&line).await?;
        }
        match page.last() {
            Some(last) if page.len() == PAGE => before = Some(last.id),
            Some(_) | None => return Ok(()),
        }
    }
}

const README: &str = "\
This is everything that your account on this server owns. Times are in UTC.

account.json      who you are here, what you say about yourself, your settings
contacts.json     everybody on one of your lists or in your address book: \"contacts\" are yours, \"has_you\" have you;
                  with what your programs have noted about them
groups.json       the groups that your contacts are in
circles.json      the circles that you belong to or are invited to: your role, the words of the invitation, and in which
                  words you have invited others who have not answered
tokens.json       your access tokens by name; the tokens themselves are never written down
keys.json         keys for programs, if you look after the server
places.json       browsers in which you are signed in
sign-ins.json     who signed in with Messenger in the last 90 days, newest first
reports.json      what you have told the administrators about others
invitations.json  whom you have invited by mail
display-picture.png  your display picture, if you have chosen one here
waiting-messages.json  messages that were left for you and that no program of yours has fetched yet
messages.jsonl    your messages, if the server kept them: one on each line, newest first

Esto es todo lo que tu cuenta en este servidor tiene. Las horas son UTC.

account.json      quién eres aquí, lo que dices de ti y tus ajustes
contacts.json     quién está en alguna de tus listas o en tu libreta de direcciones: \"contacts\" son tuyos, \"has_you\" te
                  tienen a ti; con lo que tus programas han apuntado de ellos
groups.json       los grupos en los que están tus contactos
circles.json      los círculos en los que estás o a los que te han invitado: tu papel, las palabras de la invitación, y con
                  qué palabras has invitado a quienes aún no han respondido
tokens.json       los nombres de tus claves de acceso; las claves mismas no se apuntan nunca
keys.json         claves para programas, si administras el servidor
places.json       los navegadores en los que tienes la sesión abierta
sign-ins.json     quién ha entrado con Messenger en los últimos 90 días, lo más nuevo primero
reports.json      lo que has contado sobre otros a quienes administran el servidor
invitations.json  a quién has invitado por correo
display-picture.png  tu imagen, si has elegido una aquí
waiting-messages.json  mensajes que te dejaron y que aún no ha recogido ningún programa tuyo
messages.jsonl    tus mensajes, si el servidor los guardó: uno por línea, lo más nuevo primero
";

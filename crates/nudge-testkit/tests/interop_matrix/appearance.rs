//! What people see of each other beyond state and name: capabilities, pictures, personal messages.

use anyhow::{anyhow, ensure};
use msnp::Cap;
use msnp::value::{ClientCaps, MsnObject, Status};
use msnp_client::{Client, Event};

use crate::scene::{handle, settled};

/// As MSN Messenger 7.5 tells of itself.
pub(crate) const CAPS: ClientCaps = ClientCaps::new(0x5004_C024);

/// What is said of a picture; percent-encoded, as on the wire.
const PICTURE: &str = "%3Cmsnobj%20Creator%3D%22alice%40example.com%22%20Size%3D%225000%22%20Type%3D%223%22%20Location%3D%22TFR1.dat\
    %22%20Friendly%3D%22AAA%3D%22%20SHA1D%3D%22vP1ppB%2BxiFQ8ceZivRe0uCaYLIU%3D%22%2F%3E";

/// What somebody tells of themselves, and what music plays.
const SAYS: (&str, &str) = ("<at work> & \"büsy\" 爱", r"\0Music\01\0{0} - {1}\0Title & more\0Ärtist\0\0");

/// One shows what their client can do and a picture, changes the picture and takes it away; the other sees of it what
/// both their dialects have.
pub(crate) async fn appear(one: &mut Client, other: &mut Client) -> anyhow::Result<()> {
    let other_picture = PICTURE.replace("TFR1", "TFR2");
    let pictures = [Some(PICTURE), Some(other_picture.as_str()), None];
    seen(other, &handle(one)).await?;
    let mut before = None;
    for picture in pictures {
        let picture = picture.map(MsnObject::new).transpose()?;
        one.set_presence(Status::Busy, Some(CAPS), picture.clone()).await?;
        let expected = (
            if both(one, other, Cap::ClientCaps) { CAPS } else { ClientCaps::default() },
            picture.filter(|_| both(one, other, Cap::MsnObjects)),
        );
        let seen = seen(other, &handle(one)).await?;
        // Whoever cannot see the difference may be told once more what they know.
        let told = before.as_ref() == Some(&expected) && seen.is_empty() || seen == [expected.clone()];
        ensure!(told, "{} should see {expected:?} of {}, saw {seen:?}", other.handle(), one.handle());
        before = Some(expected);
    }
    one.set_status(Status::Online).await?;
    Ok(())
}

/// One tells something and takes it back; the other hears it if both their dialects have that, and else nothing at all.
pub(crate) async fn say_of_oneself(one: &mut Client, other: &mut Client) -> anyhow::Result<()> {
    if !one.dialect().has(Cap::PersonalMessages) {
        return Ok(());
    }
    settled(other).await?;
    for (text, media) in [SAYS, (SAYS.0, ""), ("", "")] {
        one.set_personal_message(text, media).await?;
        let expected = (one.handle().clone(), text.to_owned(), media.to_owned());
        let expected = if other.dialect().has(Cap::PersonalMessages) { vec![expected] } else { Vec::new() };
        let heard = settled(other).await?.into_iter().map(|event| match event {
            Event::PersonalMessage { handle, text, media, places: _ } => Ok((handle, text, media)),
            event => Err(anyhow!("{event:?} besides")),
        });
        let heard = heard.collect::<anyhow::Result<Vec<_>>>()?;
        ensure!(heard == expected, "{} should hear {expected:?}, heard {heard:?}", other.handle());
    }
    Ok(())
}

/// What has been seen of somebody since the last time.
async fn seen(watcher: &mut Client, of: &str) -> anyhow::Result<Vec<(ClientCaps, Option<MsnObject>)>> {
    let events = settled(watcher).await?;
    Ok(events
        .into_iter()
        .filter_map(|event| match event {
            Event::Presence(nln) if nln.contact.handle.as_str() == of => Some((nln.caps, nln.object)),
            _ => None,
        })
        .collect())
}

fn both(one: &Client, other: &Client, cap: Cap) -> bool {
    one.dialect().has(cap) && other.dialect().has(cap)
}

//! Making links with which somebody may register.

use smol_str::SmolStr;

use super::{Link, LinkId, NewLink};
use crate::moderation::{Action, text};
use crate::{Actor, Core, Error, Limit, Refusal, Timestamp, entropy};

/// How many characters the code of a link has: 80 random bits.
const CODE_CHARS: usize = 16;

/// The longest label, in characters.
const LABEL_CHARS: usize = 100;

/// How many may register with one link at most.
pub const MOST_USES: u32 = 10_000;

impl Core {
    /// Makes a link for so many to register with. A label that is too long or a number that is too high is
    /// [`Refusal::InvalidText`]; [`Refusal::ListFull`] where there are as many links as there may be.
    pub async fn add_link(
        &self,
        by: &Actor,
        label: &str,
        uses: u32,
        expires: Option<Timestamp>,
    ) -> Result<Link, Error> {
        let label = label.trim();
        text::check(label, LABEL_CHARS)?;
        if !(1..=MOST_USES).contains(&uses) {
            return Err(Refusal::InvalidText.into());
        }
        let code = SmolStr::from(entropy::draw_text(self.entropy(), CODE_CHARS));
        let link = NewLink { code, label: label.to_owned(), by: by.account(), expires, uses };
        let note = by.notes(Action::LinkAdded, label, format!("{uses} uses"), self.clock().now());
        let added = self.store().add_link(link, self.clock().now(), note).await;
        added.inspect_err(|error| {
            if error.refusal() == Some(Refusal::ListFull) {
                Limit::Links.hit();
            }
        })
    }

    /// Makes a link worthless.
    pub async fn withdraw_link(&self, by: &Actor, id: LinkId) -> Result<(), Error> {
        // Its number says nothing to whoever reads the log later.
        let below = id.0.checked_add(1).map(LinkId);
        let known = self.store().links(below, 1).await?;
        let link = known.into_iter().find(|link| link.id == id).ok_or(Refusal::NoSuchEntry)?;
        let note = by.notes(Action::LinkWithdrawn, &link.link.label, "", self.clock().now());
        self.store().withdraw_link(id, note).await
    }
}

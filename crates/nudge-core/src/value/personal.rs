use std::{fmt, sync::Arc};

use crate::Refusal;

/// What a principal shows below the name: a message, and what they are listening to. Both are kept as their client wrote
/// them, markup included, at most 2,048 bytes each and 4,000 together; and so are details that only clients read, at most
/// 4,096 bytes. The message is the account's; what is told of the music, and the details, end with the session. Cheap to
/// clone; nothing at all costs nothing.
#[derive(Clone, Default, Eq, PartialEq, Hash)]
pub struct PersonalMessage(Option<Arc<Parts>>);

#[derive(Default, Eq, PartialEq, Hash)]
struct Parts {
    text: Box<str>,
    media: Box<str>,
    details: Box<str>,
}

impl PersonalMessage {
    /// The longest of each, in bytes. Clients take 129 characters, which markup can make ten times as long.
    pub const MAX_BYTES: usize = 2048;

    /// The longest that both may be together, in bytes. Clients may set one after the other, and those who are told get both
    /// in one document, which is no longer than one that a client may send.
    pub const MAX_BYTES_TOGETHER: usize = 4000;

    /// The longest that the details may be, in bytes.
    pub const MAX_DETAILS: usize = 4096;

    /// Checks both texts. Longer ones are [`Refusal::InvalidPersonalMessage`].
    pub fn new(text: &str, media: &str) -> Result<Self, Refusal> {
        if text.len().max(media.len()) > Self::MAX_BYTES
            || text.len() + media.len() > Self::MAX_BYTES_TOGETHER
        {
            return Err(Refusal::InvalidPersonalMessage);
        }
        if text.is_empty() && media.is_empty() {
            return Ok(Self::default());
        }
        Ok(Self(Some(Arc::new(Parts { text: text.into(), media: media.into(), details: "".into() }))))
    }

    /// The same with those details. Longer ones are [`Refusal::InvalidPersonalMessage`].
    pub fn with_details(self, details: &str) -> Result<Self, Refusal> {
        if details.len() > Self::MAX_DETAILS {
            return Err(Refusal::InvalidPersonalMessage);
        }
        if details == self.details() {
            return Ok(self);
        }
        let (text, media) = (self.text().into(), self.media().into());
        let parts = Parts { text, media, details: details.into() };
        Ok(Self((parts != Parts::default()).then(|| Arc::new(parts))))
    }

    /// The message; empty if there is none.
    pub fn text(&self) -> &str {
        self.0.as_ref().map_or("", |parts| &parts.text)
    }

    /// What they are listening to; empty if that is nothing.
    pub fn media(&self) -> &str {
        self.0.as_ref().map_or("", |parts| &parts.media)
    }

    /// What only clients read; empty if there is nothing.
    pub fn details(&self) -> &str {
        self.0.as_ref().map_or("", |parts| &parts.details)
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// How long all of it is together, in bytes.
    pub fn len(&self) -> usize {
        self.text().len() + self.media().len() + self.details().len()
    }
}

/// Without the words, which are for friends.
impl fmt::Debug for PersonalMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "PersonalMessage({} + {} + {} bytes)",
            self.text().len(),
            self.media().len(),
            self.details().len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_texts_are_kept_as_written_and_nothing_is_the_default() {
        let message = PersonalMessage::new("a &amp; b", "\\0Music\\01\\0").unwrap();
        assert_eq!((message.text(), message.media(), message.len()), ("a &amp; b", "\\0Music\\01\\0", 21));
        assert_eq!(PersonalMessage::new("", ""), Ok(PersonalMessage::default()));
        assert!(PersonalMessage::default().is_empty() && !message.is_empty());
        assert!(!format!("{message:?}").contains("amp"));
    }

    #[test]
    fn details_are_beside_the_rest() {
        let message = PersonalMessage::new("a", "").unwrap().with_details("<DDP/>").unwrap();
        assert_eq!((message.text(), message.details(), message.len()), ("a", "<DDP/>", 7));
        let only = PersonalMessage::default().with_details("<DDP/>").unwrap();
        assert!(!only.is_empty() && only != message);
        assert_eq!(only.with_details(""), Ok(PersonalMessage::default()));
        let longest = "x".repeat(PersonalMessage::MAX_DETAILS);
        assert!(PersonalMessage::default().with_details(&longest).is_ok());
        let longer = PersonalMessage::default().with_details(&format!("{longest}x"));
        assert_eq!(longer, Err(Refusal::InvalidPersonalMessage));
    }

    #[test]
    fn each_has_its_limit_and_so_have_both() {
        let longest = "x".repeat(PersonalMessage::MAX_BYTES);
        let longer = format!("{longest}x");
        assert!(PersonalMessage::new(&longest, "").is_ok() && PersonalMessage::new("", &longest).is_ok());
        assert_eq!(PersonalMessage::new(&longer, ""), Err(Refusal::InvalidPersonalMessage));
        assert_eq!(PersonalMessage::new("", &longer), Err(Refusal::InvalidPersonalMessage));
        let rest = &longest[..PersonalMessage::MAX_BYTES_TOGETHER - PersonalMessage::MAX_BYTES];
        assert!(PersonalMessage::new(&longest, rest).is_ok());
        assert_eq!(PersonalMessage::new(&longest, &format!("{rest}x")), Err(Refusal::InvalidPersonalMessage));
    }
}

//! What a principal is doing.

/// A state that a principal can choose. Offline is not one: it is not having chosen any.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Status {
    /// Online.
    Online,
    /// Busy.
    Busy,
    /// Idle.
    Idle,
    /// Be right back.
    BeRightBack,
    /// Away.
    Away,
    /// On the phone.
    OnThePhone,
    /// Out to lunch.
    OutToLunch,
    /// Online, and shown to nobody.
    Hidden,
}

impl Status {
    /// In a word that programs can compare.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Busy => "busy",
            Self::Idle => "idle",
            Self::BeRightBack => "be_right_back",
            Self::Away => "away",
            Self::OnThePhone => "on_the_phone",
            Self::OutToLunch => "out_to_lunch",
            Self::Hidden => "hidden",
        }
    }

    /// Whether others see it.
    pub const fn is_shown(self) -> bool {
        !matches!(self, Self::Hidden)
    }
}

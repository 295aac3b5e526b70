//! Who looks at a page.

/// A window and a preference.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum View {
    /// A desk, by day.
    Light,
    /// A desk, by night.
    Dark,
    /// A telephone.
    Narrow,
    /// The narrowest window that a page must fit into (WCAG 2.2, 1.4.10).
    Narrowest,
}

impl View {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Light, Self::Dark, Self::Narrow, Self::Narrowest];

    /// What a picture is called after.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Narrow => "narrow",
            Self::Narrowest => "narrowest",
        }
    }

    /// The window, in CSS pixels.
    pub(super) const fn size(self) -> (u32, u32) {
        match self {
            Self::Light | Self::Dark => (1100, 800),
            Self::Narrow => (360, 740),
            Self::Narrowest => (320, 640),
        }
    }

    /// What `prefers-color-scheme` says.
    pub(super) const fn scheme(self) -> &'static str {
        match self {
            Self::Light | Self::Narrow | Self::Narrowest => "light",
            Self::Dark => "dark",
        }
    }
}

//! A field of a form.

use askama::Template;

/// A field with its label, maybe a hint, and what is wrong with what was typed.
#[derive(Clone, Debug, Template)]
#[template(path = "site/components/field.html")]
pub struct Field<'a> {
    kind: Kind,
    name: &'a str,
    label: String,
    value: &'a str,
    hint: Option<String>,
    error: Option<&'a str>,
    autocomplete: Option<&'static str>,
    longest: Option<u32>,
    required: bool,
    checked: bool,
    choices: Vec<Choice<'a>>,
}

/// One of several values.
#[derive(Clone, Debug)]
pub struct Choice<'a> {
    /// What is sent.
    pub value: &'a str,
    /// What it is called.
    pub label: String,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Input(&'static str),
    Area,
    Select,
    Box,
}

impl<'a> Field<'a> {
    /// A line of text.
    pub fn text(name: &'a str, label: impl Into<String>) -> Self {
        Self::new(Kind::Input("text"), name, label)
    }

    /// An address.
    pub fn email(name: &'a str, label: impl Into<String>) -> Self {
        Self::new(Kind::Input("email"), name, label)
    }

    /// A password, which is never shown again. Say which one with [`Self::autocomplete`].
    pub fn password(name: &'a str, label: impl Into<String>) -> Self {
        Self::new(Kind::Input("password"), name, label)
    }

    /// Something to look for.
    pub fn search(name: &'a str, label: impl Into<String>) -> Self {
        Self::new(Kind::Input("search"), name, label)
    }

    /// A picture to be sent, in a form that says so (`enctype`).
    pub fn picture(name: &'a str, label: impl Into<String>) -> Self {
        Self::new(Kind::Input("file"), name, label)
    }

    /// A day, as `2003-10-22`.
    pub fn date(name: &'a str, label: impl Into<String>) -> Self {
        Self::new(Kind::Input("date"), name, label)
    }

    /// Several lines of text.
    pub fn area(name: &'a str, label: impl Into<String>) -> Self {
        Self::new(Kind::Area, name, label)
    }

    /// One of several values.
    pub fn select(name: &'a str, label: impl Into<String>, choices: Vec<Choice<'a>>) -> Self {
        Self { choices, ..Self::new(Kind::Select, name, label) }
    }

    /// Yes or no. Its value is `on` if it is ticked, and it is not sent if it is not.
    pub fn tick(name: &'a str, label: impl Into<String>, checked: bool) -> Self {
        Self { checked, value: "on", ..Self::new(Kind::Box, name, label) }
    }

    /// What was typed, or what there is.
    #[must_use]
    pub fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }

    /// What helps to fill it in.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong with it, as [`Errors::of`](crate::site::Errors::of) has it.
    #[must_use]
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// What password managers and browsers are to fill in (HTML, "Autofill").
    #[must_use]
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = Some(what);
        self
    }

    /// The most characters that a browser lets be typed.
    #[must_use]
    pub fn longest(mut self, longest: u32) -> Self {
        self.longest = Some(longest);
        self
    }

    /// It cannot be left empty.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    fn new(kind: Kind, name: &'a str, label: impl Into<String>) -> Self {
        Self {
            kind,
            name,
            label: label.into(),
            value: "",
            hint: None,
            error: None,
            autocomplete: None,
            longest: None,
            required: false,
            checked: false,
            choices: Vec::new(),
        }
    }

    /// What a browser shows in it: of a password, nothing.
    fn shown(&self) -> &str {
        if self.kind == Kind::Input("password") { "" } else { self.value }
    }

    fn input(&self) -> &'static str {
        match self.kind {
            Kind::Input(kind) => kind,
            Kind::Area | Kind::Select | Kind::Box => "",
        }
    }

    fn is_area(&self) -> bool {
        self.kind == Kind::Area
    }

    fn is_select(&self) -> bool {
        self.kind == Kind::Select
    }

    fn is_box(&self) -> bool {
        self.kind == Kind::Box
    }

    fn is_chosen(&self, choice: &Choice<'_>) -> bool {
        choice.value == self.value
    }

    /// The ids of what describes it, for those who hear the page.
    fn described_by(&self) -> Option<String> {
        let hint = self.hint.is_some().then(|| format!("{}-hint", self.name));
        let error = self.error.is_some().then(|| format!("{}-error", self.name));
        let ids: Vec<_> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_and_is_no_markup() {
        let field = Field::text("handle", "<Address>").value("\"><b>").error(Some("<no>")).to_string();
        assert!(field.contains("value=\"&#34;&#62;&#60;b&#62;\""), "{field}");
        assert!(!field.contains("<b>") && !field.contains("<no>") && !field.contains("<Address>"), "{field}");
    }

    #[test]
    fn a_password_is_not_sent_back() {
        let field = Field::password("password", "Password").value("sesame").to_string();
        assert!(!field.contains("sesame"), "{field}");
    }

    #[test]
    fn a_field_is_tied_to_its_hint_and_its_error() {
        let field = Field::area("about", "About").hint("short").error(Some("long")).to_string();
        for part in [
            "aria-describedby=\"about-hint about-error\"",
            "id=\"about-hint\"",
            "id=\"about-error\"",
            "aria-invalid=\"true\"",
            "<label for=\"about\">",
        ] {
            assert!(field.contains(part), "{part} in {field}");
        }
        let plain = Field::text("a", "A").to_string();
        assert!(!plain.contains("aria-"), "{plain}");
    }
}

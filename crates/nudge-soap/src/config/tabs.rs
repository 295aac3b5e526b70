//! The tabs beside the contact list (reference 14 §2).

use crate::xml::escape;

/// A tab that shows a page.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Tab {
    /// The page in it.
    pub content_url: String,
    /// What a click on it opens.
    pub hit_url: String,
    /// A picture of 20 to 24 pixels, PNG or GIF, or one that the client has, such as `res:bell`.
    pub image_url: String,
    /// What it is called, also when the mouse is over it.
    pub name: String,
}

impl Tab {
    /// Writes it. Its site is 0, so that the client does not sign in to open it.
    pub(super) fn to_xml(&self) -> String {
        let [content, hit, image, name] =
            [&self.content_url, &self.hit_url, &self.image_url, &self.name].map(|text| escape(text));
        format!(
            "<tab><type>page</type><contenturl>{content}</contenturl><hiturl>{hit}</hiturl><image>{image}</image>\
             <name>{name}</name><tooltip>{name}</tooltip><siteid>0</siteid><notificationid>0</notificationid></tab>"
        )
    }
}

/// The document that MSN Messenger 5 asks for at `tabs.asp`. Clients take at most 15 tabs.
pub fn tabs_document(tabs: &[Tab]) -> String {
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>{}", tab_data(tabs))
}

/// One tab as Windows Live Messenger 2009 fetches it, among advertisements.
pub fn tab_ad(tab: &Tab) -> String {
    let [content, hit, image, name] =
        [&tab.content_url, &tab.hit_url, &tab.image_url, &tab.name].map(|text| escape(text));
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><ads><tabad><image>{image}</image><name>{name}</name><type>page</type>\
         <tooltip>{name}</tooltip><contenturl>{content}</contenturl><hiturl>{hit}</hiturl><siteid>0</siteid>\
         <notificationid>0</notificationid></tabad></ads>"
    )
}

/// The tabs as they stand in the document and in the client configuration.
pub(super) fn tab_data(tabs: &[Tab]) -> String {
    let tabs: String = tabs.iter().take(MOST_TABS).map(Tab::to_xml).collect();
    format!("<msntabdata>{tabs}</msntabdata>")
}

/// Clients take no more.
pub(super) const MOST_TABS: usize = 15;

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::config) fn sample() -> Tab {
        Tab {
            content_url: "http://www.example.net/tab".to_owned(),
            hit_url: "http://www.example.net/hit".to_owned(),
            image_url: "http://www.example.net/tab.png".to_owned(),
            name: "Home".to_owned(),
        }
    }

    #[test]
    fn the_document_is_the_sample() {
        let expected: String =
            include_str!("../../tests/samples/TabsAsp.response.xml").lines().map(str::trim).collect();
        assert_eq!(tabs_document(&[sample()]), expected);
        let expected: String =
            include_str!("../../tests/samples/TabAd.response.xml").lines().map(str::trim).collect();
        assert_eq!(tab_ad(&sample()), expected);
        assert_eq!(tabs_document(&vec![sample(); 20]).matches("<tab>").count(), 15);
    }
}

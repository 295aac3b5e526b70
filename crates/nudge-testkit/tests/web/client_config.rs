//! What clients learn about their surroundings.

use nudge_soap::xml::Element;
use nudge_testkit::TestServer;

use super::http::{exchange, get, post};

const HOST: &str = "config.messenger.msn.com";
const REQUEST: &str = include_str!("../../../nudge-soap/tests/samples/GetClientConfig.request.xml");

#[tokio::test]
async fn messenger_6_gets_its_configuration_quoted_in_soap() {
    let server = TestServer::with([]).await.unwrap();
    let headers = "Content-Type: text/xml\r\nSOAPAction: \
                   \"http://www.msn.com/webservices/Messenger/Client/GetClientConfig\"\r\n";
    for path in ["/Config/MsgrConfig.asmx", "/config/MsgrConfig.asmx"] {
        let answer = exchange(server.web(), &post(path, HOST, headers, REQUEST)).await;
        assert_eq!(answer.status(), "HTTP/1.1 200 OK");
        let envelope = Element::parse(answer.body.as_bytes()).unwrap();
        let quoted = envelope.at(&["Body", "GetClientConfigResponse", "GetClientConfigResult"]).unwrap();
        let config = Element::parse(quoted.text().as_bytes()).unwrap();
        // What msnp11-sdk reads.
        let today = config.at(&["LocalizedConfig", "MsnTodayConfig", "MsnTodayURL"]).unwrap().text();
        assert_eq!(today, "http://config.messenger.msn.com/svcs/mms/portal.asp");
        let tab = config.at(&["TabConfig", "msntabdata", "tab"]).expect("one tab at least");
        for field in ["type", "contenturl", "hiturl", "image", "name", "tooltip", "siteid", "notificationid"]
        {
            assert!(!tab.child(field).unwrap().text().is_empty(), "{field}");
        }
    }
    let answer = exchange(server.web(), &post("/Config/MsgrConfig.asmx", HOST, "", "hello")).await;
    assert_eq!(answer.status(), "HTTP/1.1 400 Bad Request");
}

#[tokio::test]
async fn live_messenger_gets_the_document_itself() {
    let server = TestServer::with([]).await.unwrap();
    let ask = async |query: &str| {
        let path = format!("/Config/MsgrConfig.asmx{query}");
        let answer = exchange(server.web(), &get(&path, "im.example.net:8080", "")).await;
        assert_eq!(answer.header("Content-Type"), Some("text/xml; charset=utf-8"));
        Element::parse(answer.body.as_bytes()).unwrap()
    };
    let flash = |config: &Element| {
        let player = config.at(&["Simple", "MinFlashPlayer"]).unwrap();
        player.attribute("MajorVersion").unwrap().to_owned()
    };
    let market =
        |config: &Element| config.child("LocalizedConfig").unwrap().attribute("Market").unwrap().to_owned();
    let config = ask("?op=GetClientConfig&Country=US&CLCID=0809&PLCID=0407&GeoID=242&ver=8.5.1302").await;
    assert_eq!((flash(&config).as_str(), market(&config).as_str()), ("9", "de-DE"));
    let trusted = config.at(&["Simple", "TrustedDomains", "domain"]).unwrap();
    assert_eq!(trusted.attribute("name"), Some("im.example.net"));
    for query in ["", "?ver=abc&PLCID=%ff", "?VER=7.5.0324&plcid=0409"] {
        let config = ask(query).await;
        assert_eq!((flash(&config).as_str(), market(&config).as_str()), ("7", "en-US"), "{query}");
    }
}

#[tokio::test]
async fn each_live_messenger_is_told_where_this_server_has_what_it_wants() {
    let server = TestServer::with([]).await.unwrap();
    let ask = async |host: &str, version: &str| {
        let path = format!("/Config/MsgrConfig.asmx?op=GetClientConfig&PLCID=0409&ver={version}");
        let answer = exchange(server.web(), &get(&path, host, "")).await;
        Element::parse(answer.body.as_bytes()).unwrap()
    };
    let book = |config: &Element| {
        config.at(&["AbchCfg", "abchconfig", "url"]).map(|url| url.text().to_owned()).unwrap_or_default()
    };
    for version in ["8.0.0812", "8.1.0178", "8.5.1302", "14.0.8117"] {
        let config = ask(HOST, version).await;
        assert_eq!(book(&config), "https://contacts.msn.com/abservice/abservice.asmx", "{version}");
        let config = ask("im.example.net:8080", version).await;
        assert_eq!(book(&config), "http://im.example.net:8080/abservice/abservice.asmx", "{version}");
    }
    assert_eq!(book(&ask(HOST, "7.5.0324").await), "");
    // What 2009 finds where it is told to look for its tabs.
    let config = ask("im.example.net:8080", "14.0.8117").await;
    assert!(config.child("TabConfig").is_none(), "tabs of that form are for older ones");
    let slot = config.at(&["LocalizedConfig", "TabConfig", "slots", "URL"]).unwrap().text();
    let path = slot.strip_prefix("http://im.example.net:8080").unwrap();
    for path in [path, "/ADSAdClient31.dll?GetAd=&PG=IMFFTA"] {
        let answer = exchange(server.web(), &get(path, "im.example.net:8080", "")).await;
        assert_eq!(answer.header("Content-Type"), Some("text/xml; charset=utf-8"));
        let tab = Element::parse(answer.body.as_bytes()).unwrap();
        let page = tab.at(&["tabad", "contenturl"]).unwrap().text();
        assert_eq!(page, "http://im.example.net:8080/svcs/mms/portal.asp");
    }
}

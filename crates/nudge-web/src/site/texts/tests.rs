//! Both languages say the same things, everything that is asked for exists, and nothing stands there for nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use nudge_core::Timestamp;

use super::*;

/// The arguments of each text, attributes being texts of their own (`name.attribute`).
type Texts = BTreeMap<String, BTreeSet<String>>;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn texts(language: Language) -> Texts {
    let path = folder("texts").join(format!("{}.ftl", language.tag()));
    let source = fs::read_to_string(path).unwrap();
    let resource = fluent_syntax::parser::parse(source.as_str()).expect("no errors in the file");
    let mut texts = Texts::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else {
            assert!(!matches!(entry, Entry::Term(_) | Entry::Junk { .. }), "{entry:?}");
            continue;
        };
        let parts = message
            .attributes
            .iter()
            .map(|part| (format!("{}.{}", message.id.name, part.id.name), &part.value));
        let own = message.value.iter().map(|value| (message.id.name.to_owned(), value));
        for (name, pattern) in own.chain(parts) {
            let mut arguments = BTreeSet::new();
            collect(pattern, &mut arguments);
            assert!(texts.insert(name.clone(), arguments).is_none(), "{name} is there twice");
        }
    }
    texts
}

fn collect(pattern: &Pattern<&str>, arguments: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        match element {
            PatternElement::Placeable { expression: Expression::Inline(inline) } => name(inline, arguments),
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                name(selector, arguments);
                for variant in variants {
                    collect(&variant.value, arguments);
                }
            }
            PatternElement::TextElement { .. } => {}
        }
    }
}

fn name(inline: &InlineExpression<&str>, arguments: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            arguments.insert(format!("${}", id.name));
        }
        InlineExpression::MessageReference { id, .. } => {
            arguments.insert(id.name.to_owned());
        }
        InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::FunctionReference { .. }
        | InlineExpression::TermReference { .. }
        | InlineExpression::Placeable { .. } => {
            panic!("texts have arguments and other texts in them, and nothing else: {inline:?}")
        }
    }
}

/// Every file below, with its content; tests have words of their own.
fn files(folder: &Path, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|own| own == ending) && path.file_stem().unwrap() != "tests" {
            let source = fs::read_to_string(&path).unwrap();
            let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
            found.push((path, source));
        }
    }
    found
}

fn sources() -> Vec<(PathBuf, String)> {
    [files(&folder("src/site"), "rs"), files(&folder("templates/site"), "html")].concat()
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_arguments() {
    let [english, spanish] = Language::ALL.map(texts);
    for (name, arguments) in &english {
        assert_eq!(spanish.get(name), Some(arguments), "{name} in Spanish");
    }
    for name in spanish.keys() {
        assert!(english.contains_key(name), "{name} is only in Spanish");
    }
    assert!(english.len() > 50, "they were read at all");
}

#[test]
fn every_text_that_is_asked_for_exists() {
    let texts = texts(Language::English);
    let mut asked = 0;
    for (path, source) in sources() {
        for rest in source.split(".say(\"").skip(1) {
            let name = rest.split('"').next().unwrap();
            assert!(texts.contains_key(name), "{name} in {}", path.display());
            asked += 1;
        }
    }
    assert!(asked > 30, "they were found at all");
}

#[test]
fn no_text_is_there_for_nothing() {
    let all: String = sources().into_iter().map(|(_, source)| source).collect();
    let texts = texts(Language::English);
    let within: BTreeSet<_> = texts.values().flatten().collect();
    for name in texts.keys() {
        // The months are counted, and what an error says stands below its name.
        let counted = name.strip_prefix("month-").is_some_and(|month| matches!(month.parse(), Ok(1..=12)));
        let below = name.strip_suffix(".text").filter(|name| name.starts_with("error-")).unwrap_or(name);
        assert!(
            counted || within.contains(name) || all.contains(&format!("\"{below}\"")),
            "{name} is asked for nowhere"
        );
    }
}

/// The style guide's words are samples, not texts of the site.
#[test]
fn templates_have_no_words_of_their_own() {
    for (path, source) in files(&folder("templates/site"), "html") {
        if path.file_stem().unwrap() == "style-guide" {
            continue;
        }
        // What is included within a tag is of that tag.
        let within = path.file_stem().unwrap() == "field-attributes";
        let source = if within { format!("<{source}>") } else { source };
        let markup = without(&without(&source, "{{", "}}"), "{%", "%}");
        let words = without(&markup, "<", ">").replace("&nbsp;", "");
        assert!(!words.contains(char::is_alphabetic), "{}: {}", path.display(), words.trim());
        for attribute in
            ["alt=\"", "title=\"", "aria-label=\"", "placeholder=\"", "data-label=\"", "data-copied=\""]
        {
            for rest in markup.split(&format!(" {attribute}")).skip(1) {
                let value = rest.split('"').next().unwrap();
                assert!(!value.contains(char::is_alphabetic), "{}: {attribute}{value}", path.display());
            }
        }
    }
}

/// The text without what stands between those two marks.
fn without(text: &str, begin: &str, end: &str) -> String {
    let mut pieces = text.split(begin);
    let mut kept = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        kept.push_str(piece.split_once(end).map_or("", |(_, after)| after));
    }
    kept
}

#[test]
fn a_text_is_filled_in_and_its_numbers_are_the_languages() {
    let [english, spanish] = Language::ALL.map(Locale::new);
    let page = |t: Locale| t.say("pager-page").with("page", 1234).with("pages", 12_345_u64).to_string();
    assert_eq!(page(english), "Page 1,234 of 12,345");
    assert_eq!(page(spanish), "Página 1234 de 12.345");
    assert_eq!(
        english.say("error-404.text").to_string(),
        "The address may be mistyped, or the page has moved."
    );
    assert_eq!(english.number(1_000_000), "1,000,000");
}

#[test]
fn plurals_are_the_languages() {
    let resource = "n = { $n ->\n    [one] one\n   *[other] { $n } many\n }\n";
    for language in Language::ALL {
        let bundle = load(language, resource);
        let said = |number: u64| {
            let mut arguments = FluentArgs::new();
            arguments.set("n", number);
            let pattern = bundle.get_message("n").unwrap().value().unwrap();
            bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
        };
        assert_eq!([said(1), said(0), said(2)], ["one", "0 many", "2 many"], "{language:?}");
    }
}

#[test]
fn dates_are_written_out() {
    let [english, spanish] = Language::ALL.map(Locale::new);
    let moment = Timestamp::from_millis(1_066_818_840_000);
    assert_eq!(english.date(moment), "22 October 2003");
    assert_eq!(english.moment(moment), "22 October 2003, 10:34 UTC");
    assert_eq!(spanish.moment(moment), "22 de octubre de 2003, 10:34 UTC");
    assert_eq!(english.date(Timestamp::from_millis(-1)), "31 December 1969");
    assert_eq!(english.date(Timestamp::from_millis(i64::MAX)), "");
}

#[test]
fn a_template_escapes_what_is_filled_in() {
    let t = Locale::new(Language::English);
    let said = t.say("signed-in-as").with("name", "<b>");
    let escaped = askama::filters::escape(&said, askama::filters::Html).unwrap().to_string();
    assert!(escaped.contains("&#60;b&#62;"), "{escaped}");
}

//! The description of the API for programs: OpenAPI 3.1, made from the table.

use std::fmt::Write as _;
use std::sync::LazyLock;

use nudge_core::member::Scope;
use serde_json::Value;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{HttpMethod, Paths};
use utoipa::openapi::path::{OperationBuilder, Parameter as Described, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApiBuilder, Ref, RefOr, Required,
    ResponseBuilder,
};

use crate::asked::PLACES;
use crate::metered::Family;
use crate::operation::{Operation, Parameter, ParameterKind, Verb};
use crate::problem::{Kind, PROBLEM_JSON, Seen};
use crate::shape::{Schemas, Shape};
use crate::table;

/// Where it is served.
pub(crate) const PATH: &str = "/api/openapi.json";

/// What the way to show a key is called.
const KEY: &str = "key";

/// The description, as JSON for people.
pub fn document() -> &'static str {
    static DOCUMENT: LazyLock<String> = LazyLock::new(write);
    &DOCUMENT
}

fn write() -> String {
    let info = InfoBuilder::new()
        .title("Nudge")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(about()))
        .license(Some(
            LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build(),
        ))
        .build();
    let mut paths = Paths::new();
    for (family, operation) in table::all() {
        paths.add_path_operation(
            operation.path,
            vec![method(operation.method)],
            described(family, operation),
        );
    }
    let tags = Family::ALL.into_iter().filter(|family| *family != Family::Other);
    let tags =
        tags.map(|family| TagBuilder::new().name(family.label()).description(Some(family.about())).build());
    let api =
        OpenApiBuilder::new().info(info).paths(paths).components(Some(components())).tags(Some(tags)).build();
    // It consists of texts and numbers.
    let mut text = api.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

fn about() -> String {
    let mut scopes = String::new();
    for scope in Scope::ALL {
        let ids: Vec<_> = table::all()
            .filter(|(_, operation)| operation.scope == *scope)
            .map(|(_, operation)| format!("`{}`", operation.id))
            .collect();
        // Writing to a string cannot fail.
        let _ = write!(scopes, "\n* `{scope}`: {}", ids.join(", "));
    }
    format!("{ABOUT}\n\nThe scopes, and what each opens:\n{scopes}")
}

const ABOUT: &str = "The JSON API with which programs look after a Nudge server, in the name of an administrator.\n\n\
    Make a key with `nudge key add`, and show it with every request: `Authorization: Bearer KEY`. A key is for the scopes \
    that it was made with, and for as long as its owner is an administrator. What programs do is written into the audit \
    log, with the address of the owner and the name of the key.\n\n\
    Lists are answered in pages: ask for the next one with the value of `next`, as `after` or `before`, until it is null. \
    Whatever goes wrong is told as `application/problem+json` (RFC 9457). Kept messages are not part of this API, so that no \
    program reads what people have said.";

const fn method(verb: Verb) -> HttpMethod {
    match verb {
        Verb::Get => HttpMethod::Get,
        Verb::Post => HttpMethod::Post,
        Verb::Put => HttpMethod::Put,
        Verb::Patch => HttpMethod::Patch,
        Verb::Delete => HttpMethod::Delete,
    }
}

fn described(family: Family, operation: &Operation) -> OperationBuilder {
    let about = match operation.about {
        "" => format!("Scope: `{}`.", operation.scope),
        about => format!("{about}\n\nScope: `{}`.", operation.scope),
    };
    let body = operation.body.map(|body| {
        let example: Value = serde_json::from_str(body.example).unwrap_or_default();
        let content =
            ContentBuilder::new().schema(Some(body.shape.reference())).example(Some(example)).build();
        RequestBodyBuilder::new().content(JSON, content).required(Some(Required::True)).build()
    });
    let parameters = operation.places().filter_map(place).chain(operation.query.iter().map(parameter));
    let mut built = OperationBuilder::new()
        .tag(family.label())
        .summary(Some(operation.summary))
        .description(Some(about))
        .operation_id(Some(operation.id))
        .parameters(Some(parameters))
        .request_body(body)
        .security(SecurityRequirement::new(KEY, [operation.scope.name()]))
        .response(operation.answer.status.as_str(), done(operation));
    for kind in operation.all_problems() {
        built = built.response(kind.status().as_str(), Ref::from_response_name(kind.name()));
    }
    built
}

const JSON: &str = "application/json";

fn done(operation: &Operation) -> RefOr<utoipa::openapi::Response> {
    let mut response = ResponseBuilder::new().description(match operation.answer.shape {
        Some(_) if operation.method == Verb::Post && operation.answer.is_made() => "It is made.",
        Some(_) => "It is done, and this is the answer.",
        None => "It is done.",
    });
    if let Some(shape) = operation.answer.shape {
        response = response.content(JSON, ContentBuilder::new().schema(Some(shape.reference())).build());
    }
    if operation.answer.is_made() {
        let location = HeaderBuilder::new().schema(Some(text())).description(Some("Where it is."));
        response = response.header("Location", location.build());
    }
    response.build().into()
}

fn place(name: &str) -> Option<Described> {
    let place = PLACES.iter().find(|place| place.name == name)?;
    let schema: RefOr<Schema> = if place.is_number { number(None, None) } else { text() };
    let described = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(place.about))
        .schema(Some(schema))
        .example(Some(match place.example.parse::<i64>() {
            Ok(number) => number.into(),
            Err(_) => place.example.into(),
        }));
    Some(described.build())
}

fn parameter(parameter: &Parameter) -> Described {
    let schema: RefOr<Schema> = match parameter.kind {
        ParameterKind::Text => text(),
        ParameterKind::Switch => ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Boolean))
            .default(Some(Value::Bool(false)))
            .into(),
        ParameterKind::Number { default, max } => number(Some(default), Some(max)),
    };
    ParameterBuilder::new()
        .name(parameter.name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(parameter.about))
        .schema(Some(schema))
        .build()
}

fn text() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).into()
}

fn number(default: Option<u32>, max: Option<u32>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Integer))
        .minimum(Some(1))
        .maximum(max)
        .default(default.map(Value::from))
        .into()
}

fn components() -> utoipa::openapi::Components {
    let mut schemas = Schemas::new();
    Shape::of::<Seen>().describe(&mut schemas);
    for (_, operation) in table::all() {
        let shapes = operation.body.map(|body| body.shape).into_iter().chain(operation.answer.shape);
        shapes.for_each(|shape| shape.describe(&mut schemas));
    }
    let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(
        "A key that an administrator has made; the scope that an operation needs is said at each.",
    ));
    let mut components = ComponentsBuilder::new()
        .security_scheme(KEY, SecurityScheme::Http(scheme.build()))
        .schemas_from_iter(schemas);
    for kind in Kind::ALL {
        components = components.response(kind.name(), problem(*kind));
    }
    components.build()
}

fn problem(kind: Kind) -> utoipa::openapi::Response {
    let content = ContentBuilder::new().schema(Some(Shape::of::<Seen>().reference())).build();
    let mut response = ResponseBuilder::new().description(kind.meaning()).content(PROBLEM_JSON, content);
    let headers: &[_] = match kind {
        Kind::Unauthorized | Kind::Forbidden => {
            &[("WWW-Authenticate", "What is wrong with the key (RFC 6750).")]
        }
        Kind::MethodNotAllowed => &[("Allow", "The methods that there are.")],
        Kind::TooMany | Kind::Busy => &[("Retry-After", "After how many seconds to try again.")],
        Kind::Malformed
        | Kind::NotFound
        | Kind::Conflict
        | Kind::TooLarge
        | Kind::UnsupportedMediaType
        | Kind::Refused
        | Kind::Failed => &[],
    };
    for (name, about) in headers {
        response = response
            .header(*name, HeaderBuilder::new().schema(Some(text())).description(Some(*about)).build());
    }
    response.build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed() -> oas3::Spec {
        oas3::from_json(document()).unwrap()
    }

    #[test]
    fn it_is_openapi_3_1_and_a_reader_of_another_make_takes_it() {
        let spec = parsed();
        spec.validate_version().unwrap();
        assert!(spec.openapi.starts_with("3.1."), "{}", spec.openapi);
        let count = spec.operations().count();
        assert_eq!(count, table::all().count());
        for (path, method, operation) in spec.operations() {
            let responses = operation.responses(&spec);
            assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path}");
            operation.parameters(&spec).unwrap();
        }
    }

    #[test]
    fn the_committed_file_is_this_one() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
        let committed = std::fs::read_to_string(path).unwrap();
        assert_eq!(
            committed,
            document(),
            "docs/openapi.json is stale: run `cargo run -p nudge -- api openapi > docs/openapi.json`"
        );
    }

    #[test]
    fn whatever_it_refers_to_is_there_and_what_is_there_is_referred_to() {
        let json: Value = serde_json::from_str(document()).unwrap();
        let mut references = Vec::new();
        collect(&json, &mut references);
        assert!(references.len() > 100, "{}", references.len());
        for reference in &references {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(json.pointer(pointer).is_some(), "{reference}");
        }
        for (section, unused) in [("schemas", 0), ("responses", 1)] {
            let named = json["components"][section].as_object().unwrap();
            let is_used = |name: &String| references.contains(&format!("#/components/{section}/{name}"));
            // No operation is answered that there is no such method.
            assert_eq!(named.keys().filter(|name| !is_used(name)).count(), unused, "{section}");
        }
    }

    fn collect(value: &Value, references: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                references.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|value| collect(value, references));
            }
            Value::Array(items) => items.iter().for_each(|value| collect(value, references)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn everything_says_what_it_is() {
        let json: Value = serde_json::from_str(document()).unwrap();
        for (name, schema) in json["components"]["schemas"].as_object().unwrap() {
            assert!(schema.get("description").is_some() || schema.get("allOf").is_some(), "{name}");
            for (field, about) in schema["properties"].as_object().into_iter().flatten() {
                let is_told = about.get("description").is_some() || about.get("$ref").is_some();
                let is_told = is_told || about.get("oneOf").is_some() || about.get("items").is_some();
                assert!(is_told, "{name}.{field}: {about}");
            }
        }
    }
}

//! What bodies look like, for the description.

use std::borrow::Cow;

use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr};

/// Named descriptions.
pub(crate) type Schemas = Vec<(String, RefOr<Schema>)>;

/// What a body looks like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    name: fn() -> Cow<'static, str>,
    schema: fn() -> RefOr<Schema>,
    parts: fn(&mut Schemas),
    is_page: bool,
}

impl Shape {
    /// One of them.
    pub(crate) const fn of<T: ToSchema>() -> Self {
        Self { name: T::name, schema: T::schema, parts: T::schemas, is_page: false }
    }

    /// A page of a list of them.
    pub(crate) const fn page<T: ToSchema>() -> Self {
        Self { is_page: true, ..Self::of::<T>() }
    }

    /// What it is called.
    fn called(&self) -> String {
        let name = (self.name)();
        if self.is_page { format!("{name}Page") } else { name.into_owned() }
    }

    /// A reference to its description.
    pub(crate) fn reference(&self) -> Ref {
        Ref::from_schema_name(self.called())
    }

    /// Adds its description, and those that it refers to.
    pub(crate) fn describe(&self, schemas: &mut Schemas) {
        schemas.push(((self.name)().into_owned(), (self.schema)()));
        (self.parts)(schemas);
        if self.is_page {
            schemas.push((self.called(), page(&(self.name)())));
        }
    }
}

fn page(name: &str) -> RefOr<Schema> {
    let next = SchemaType::from_iter([Type::String, Type::Null]);
    ObjectBuilder::new()
        .description(Some("A page of a list."))
        .property("items", ArrayBuilder::new().items(Ref::from_schema_name(name)))
        .required("items")
        .property(
            "next",
            ObjectBuilder::new().schema_type(next).description(Some(
                "What to ask for the next page with, as `after` or `before`; null at the end.",
            )),
        )
        .required("next")
        .into()
}

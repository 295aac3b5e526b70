//! What others see of one: name, personal message, display picture, and what the member directory says.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use nudge_core::{Account, DisplayName, Edit, Error, Gender, Guid, Profile, Refusal};
use nudge_core::{AccountId, Actor, Timestamp};
use serde::Deserialize;

use super::components::{Avatar, Choice, Field, Head};
use super::cx::Cx;
use super::flash::Flash;
use super::form::{Errors, Form};
use super::page::Page;
use super::signed_in::SignedIn;
use super::tabs::Tab;
use super::texts::Locale;
use super::trouble::Trouble;
use super::upload::{self, Upload};
use crate::personal::{plain, written};

/// The longest personal message, in characters: what clients let one type.
const MESSAGE_CHARS: usize = 129;

/// The pages.
pub(super) fn router() -> Router {
    Router::new()
        .route("/profile", get(profile))
        .route("/profile/name", post(name))
        .route("/profile/message", post(message))
        .route("/profile/about", post(about))
        .route(upload::PATH, post(picture))
        .route("/profile/picture/remove", post(remove_picture))
        .route("/picture/{guid}", get(show_picture))
}

/// What is typed into one of the forms.
#[derive(Clone, Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    last_name: String,
    #[serde(default)]
    city: String,
    #[serde(default)]
    region: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    postal_code: String,
    #[serde(default)]
    gender: String,
    #[serde(default)]
    birth_year: String,
    #[serde(default)]
    listed: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "site/profile.html")]
struct Content<'a> {
    t: Locale,
    cx: &'a SignedIn,
    handle: String,
    shown: Typed,
    picture: Option<String>,
    errors: Errors,
}

/// `GET /profile`.
async fn profile(cx: SignedIn) -> Result<Page, Trouble> {
    let account = account(&cx).await?;
    let shown = Typed::of(&account);
    page(&cx, &account, shown, Errors::new()).await
}

/// `POST /profile/name`.
async fn name(cx: SignedIn, Form(typed): Form<Typed>) -> Result<Response, Trouble> {
    let account = account(&cx).await?;
    let mut errors = Errors::new();
    let renamed = match DisplayName::new(typed.name.trim()) {
        // The same as clients are told: else somebody could go by a name whose address is another's.
        Ok(_) if !account.state.verified => {
            errors.add("name", cx.t().say("profile-name-unconfirmed"));
            let shown = Typed { name: typed.name, ..Typed::of(&account) };
            return refused(&cx, &account, shown, errors).await;
        }
        Ok(name) => cx.core().edit_roster(account.id, Edit::RenameSelf(name)).await.map(drop),
        Err(refusal) => Err(refusal.into()),
    };
    match renamed {
        Ok(()) => return Ok(saved(&cx, "profile-name-saved")),
        Err(Error::Refusal(Refusal::InvalidName)) => errors.add("name", cx.t().say("profile-name-wrong")),
        Err(Error::Refusal(Refusal::TooFast)) => errors.add("name", cx.t().say("contact-too-fast")),
        Err(error) => return Err(error.into()),
    }
    refused(&cx, &account, Typed { name: typed.name, ..Typed::of(&account) }, errors).await
}

/// `POST /profile/message`.
async fn message(cx: SignedIn, Form(typed): Form<Typed>) -> Result<Response, Trouble> {
    let account = account(&cx).await?;
    let text = typed.message.trim();
    let fits = text.chars().count() <= MESSAGE_CHARS && !text.chars().any(char::is_control);
    if fits {
        cx.core().set_personal_message(account.id, &written(text)).await?;
        return Ok(saved(&cx, "profile-message-saved"));
    }
    let mut errors = Errors::new();
    errors.add("message", cx.t().say("profile-message-wrong"));
    refused(&cx, &account, Typed { message: typed.message, ..Typed::of(&account) }, errors).await
}

/// `POST /profile/about`.
async fn about(cx: SignedIn, Form(typed): Form<Typed>) -> Result<Response, Trouble> {
    let account = account(&cx).await?;
    let mut errors = Errors::new();
    if let Some(profile) = typed.profile(cx.t(), account.profile.language, &mut errors) {
        cx.core().set_profile(&Actor::Owner, &account.handle, profile).await?;
        return Ok(saved(&cx, "profile-about-saved"));
    }
    let own = Typed::of(&account);
    refused(&cx, &account, Typed { name: own.name, message: own.message, ..typed }, errors).await
}

/// `POST /profile/picture`.
async fn picture(cx: SignedIn, Upload(file): Upload) -> Result<Response, Trouble> {
    let account = account(&cx).await?;
    let mut errors = Errors::new();
    if file.is_empty() {
        errors.add("picture", cx.t().say("profile-picture-none"));
    } else if let Ok(png) = crate::shrink::shrunk(file).await {
        cx.core().set_display_picture(account.id, Some(png.into())).await?;
        return Ok(saved(&cx, "profile-picture-saved"));
    } else {
        errors.add("picture", cx.t().say("profile-picture-wrong"));
    }
    let shown = Typed::of(&account);
    refused(&cx, &account, shown, errors).await
}

/// `POST /profile/picture/remove`.
async fn remove_picture(cx: SignedIn) -> Result<Response, Trouble> {
    cx.core().set_display_picture(cx.visitor.account, None).await?;
    Ok(saved(&cx, "profile-picture-removed"))
}

/// `GET /picture/{guid}`.
async fn show_picture(cx: SignedIn, Path(guid): Path<String>) -> Result<Response, Trouble> {
    let guid: Guid = guid.parse().map_err(|_| Trouble::status(StatusCode::NOT_FOUND))?;
    let picture = cx.core().display_picture(cx.visitor.account, guid).await?;
    // Its address has the moment of its choice; another picture has another.
    let headers = [(CONTENT_TYPE, "image/png"), (CACHE_CONTROL, "private, max-age=86400")];
    Ok((headers, picture.png).into_response())
}

/// Where each of those is who has a picture.
pub(super) async fn pictures(
    cx: &Cx,
    people: impl Iterator<Item = (AccountId, Guid)>,
) -> Result<Vec<(AccountId, String)>, Trouble> {
    let people: Vec<_> = people.collect();
    let pictured = cx.core().store().pictured(people.iter().map(|(account, _)| *account).collect()).await?;
    let guid = |account| people.iter().find(|(known, _)| *known == account).map(|(_, guid)| *guid);
    Ok(pictured
        .into_iter()
        .filter_map(|(account, changed)| Some((account, path(guid(account)?, changed))))
        .collect())
}

fn path(guid: Guid, changed: Timestamp) -> String {
    format!("/picture/{guid}?{}", changed.millis())
}

fn saved(cx: &SignedIn, said: &str) -> Response {
    cx.redirect(Tab::Profile.path()).flash(Flash::success(said)).into_response()
}

async fn account(cx: &SignedIn) -> Result<Account, Trouble> {
    Ok(cx.core().store().account(cx.visitor.account).await?)
}

async fn refused(
    cx: &SignedIn,
    account: &Account,
    shown: Typed,
    errors: Errors,
) -> Result<Response, Trouble> {
    let page = page(cx, account, shown, errors).await?;
    Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

async fn page(cx: &SignedIn, account: &Account, shown: Typed, errors: Errors) -> Result<Page, Trouble> {
    let t = cx.t();
    let mut pictures = pictures(cx, std::iter::once((account.id, account.guid))).await?;
    let content = Content {
        t,
        cx,
        handle: account.handle.to_string(),
        shown,
        picture: pictures.pop().map(|(_, path)| path),
        errors,
    };
    Ok(Page::new(cx, t.say("profile-title"), &content).tab(Tab::Profile))
}

impl Typed {
    fn of(account: &Account) -> Self {
        let profile = &account.profile;
        Self {
            name: account.name.to_string(),
            message: plain(&account.personal_message),
            first_name: profile.first_name.clone(),
            last_name: profile.last_name.clone(),
            city: profile.city.clone(),
            region: profile.region.clone(),
            country: profile.country.clone(),
            postal_code: profile.postal_code.clone(),
            gender: word(profile.gender).to_owned(),
            birth_year: profile.birth_year.map(|year| year.to_string()).unwrap_or_default(),
            listed: profile.listed.then(String::new),
        }
    }

    fn profile(&self, t: Locale, language: u16, errors: &mut Errors) -> Option<Profile> {
        let mut text = |field: &'static str, typed: &str| {
            let text = typed.trim();
            if !Profile::takes(text) {
                errors.add(field, t.say("profile-text-wrong"));
            }
            text.to_owned()
        };
        let (first_name, last_name) =
            (text("first_name", &self.first_name), text("last_name", &self.last_name));
        let (city, region) = (text("city", &self.city), text("region", &self.region));
        let postal_code = text("postal_code", &self.postal_code);
        let country = Profile::country(self.country.trim());
        if country.is_none() {
            errors.add("country", t.say("profile-country-wrong"));
        }
        let typed_year = self.birth_year.trim();
        let birth_year = typed_year.parse().ok().filter(|year| Profile::YEARS.contains(year));
        if birth_year.is_none() && !typed_year.is_empty() {
            errors.add("birth_year", t.say("profile-year-wrong"));
        }
        let gender = GENDERS.into_iter().find(|gender| word(*gender) == self.gender);
        let (country, gender) = (country?, gender.unwrap_or_default());
        let listed = self.listed.is_some();
        errors.is_empty().then_some(Profile {
            first_name,
            last_name,
            city,
            region,
            country,
            postal_code,
            gender,
            birth_year,
            language,
            listed,
        })
    }
}

const GENDERS: [Gender; 3] = [Gender::Unspecified, Gender::Female, Gender::Male];

const fn word(gender: Gender) -> &'static str {
    match gender {
        Gender::Unspecified => "",
        Gender::Female => "female",
        Gender::Male => "male",
    }
}

impl Content<'_> {
    fn genders(&self) -> Vec<Choice<'static>> {
        let text = |gender| match gender {
            Gender::Unspecified => "profile-gender-none",
            Gender::Female => "profile-gender-female",
            Gender::Male => "profile-gender-male",
        };
        let choice = |gender| Choice { value: word(gender), label: self.t.say(text(gender)).to_string() };
        GENDERS.into_iter().map(choice).collect()
    }

    fn avatar(&self) -> Avatar<'_> {
        let avatar = Avatar::new(&self.cx.visitor.name, &self.handle).large();
        match &self.picture {
            Some(path) => avatar.picture(path),
            None => avatar,
        }
    }
}

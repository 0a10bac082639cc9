//! The shop as people see it: server-rendered pages that work without a script, in Chinese and English.
//!
//! Templates, texts, style and icons are a theme: the built-in one is compiled in, a folder may replace files of it.
//! Pages that everybody sees alike are rendered once a second at most; all others are rendered for their visitor.

/// What the shop is made of, as the server puts it together.
mod state;
pub use state::{Parts, Settings, Storefront};
/// Which address leads where.
mod router;
pub use router::router;
/// The files of a theme: those compiled in, and those of a folder.
mod theme;
pub use theme::ThemeError;
/// Cookies, read and written.
mod cookies;
/// Proof that a form came from our own page.
mod csrf;
/// Pages for what went wrong.
mod errors;
/// What a form or an address carries.
mod fields;
/// Stores at domains of their own.
mod hosts;
pub use hosts::platform_only;
/// Every sentence, in both languages.
mod i18n;
/// How often something may be tried from one address.
mod limits;
/// On what papers goods rest, in words.
mod origins;
/// The pages.
mod pages;
/// A QR code as the path of a drawing.
mod qr;
/// From a template and its values to HTML.
mod render;
/// What every answer says to the browser.
mod security;
/// What is on sale, with its stock, kept for a second.
mod shelf;
/// Style, script, icons and pictures.
mod static_files;
/// Who looks at a page: language, session, network address.
mod visit;
/// Money, times and stock in words.
mod words;

//! Who may sell what: applications, documents, authorisations, review of products, limits of plans; and where their money
//! comes in. Composes the nouns: each act is one transaction with its trail, its event and its mail.

/// Why something is refused.
mod refusal;
pub use refusal::{AdmissionRefusal, Result};
/// The whole service, as the shop and the API call it.
mod service;
pub use service::{Admission, By, Parts};
/// Fill in an application, and hand it in.
mod applying;
pub use applying::{Mine, Upload};
/// Look at applications, and decide.
mod reviewing;
pub use reviewing::{Decision, Opened};
/// Sensitive acts, as they are kept until somebody agrees.
mod deed;
pub use deed::Deed;
/// Sensitive acts are done, or proposed to a second person.
mod second_person;
pub use second_person::{Attempt, SecondPerson};
/// What the platform does to merchants.
mod measures;
/// Scans go in and come out.
mod papers;
pub use papers::Paper;
/// A brand lets a merchant sell.
mod authorising;
pub use authorising::Ruling;
/// Nothing of an authorised-only brand is on sale without one.
mod guard;
pub use guard::must_be_authorised;
/// Brands come and change.
mod brands;
/// A merchant's goods: through the guard and the review.
mod goods;
pub use goods::Shown;
/// Products wait to be looked at.
mod product_review;
pub use product_review::Waiting;
/// What runs by the clock: reminders and ends.
mod keeping;
/// What a plan allows.
mod limits;
/// The picture of a store.
mod logos;
/// Messages about all this.
mod mail;
/// A store at a domain of its own.
mod own_domain;
/// Payment channels are set up.
mod payment_channels;
pub use mail::{MAIL_ADMISSION, Notice};

//! Who may sell: how somebody asks to, what they show for it, and what the platform lets them do and takes of their sales.
//!
//! Verbs take the caller's transaction; what is private is sealed by a [`Sealer`] before it is written. Reviewers see
//! what was handed in, applicants see their own, and nobody else sees anything.

/// Why something was refused.
mod refusal;
pub use refusal::{MerchantRefusal, Result};

/// Somebody who sells.
mod merchant;
pub use merchant::{Merchant, MerchantState, NewMerchant, create, find, held, list, search};

/// A merchant's shop front.
mod store_front;
pub use store_front::{COLOURS, NewStore, Store, StoreWords, by_slug, change_store, open_store, stores};

/// A domain of a store's own.
mod domain;
pub use domain::{
    DomainState, HostedStore, OwnDomain, PROOF_PATH, check_begun, domain_of, domains_due, drop_domain,
    hosted_stores, name_domain, not_proved, proof_line, proved,
};

/// The picture of a store.
mod logo;
pub use logo::{LOGO_BYTES_MAX, Logo, logo_by_digest, logo_of, put_logo, remove_logo};

/// What an order needs to know of its merchant.
mod selling;
pub use selling::{Selling, selling};

/// Taking a merchant off sale, putting them back, trusting them.
mod suspend;
pub use suspend::{Measure, is_trusted, measure, resume, suspend, trust};

/// What is private lies sealed.
mod seal;
pub use seal::Sealer;

/// The words: somebody asks to sell.
mod application;
pub use application::{ApplicantKind, Application, ApplicationState, Draft, Private, Reason, masked};

/// Filling it in, and handing it in.
mod draft;
pub use draft::{application_of, save_draft, submit};

/// What becomes of an application when its applicant goes.
mod erase;
pub use erase::{Erased, erase_application};

/// Looking at it, and deciding.
mod review;
pub use review::{Approval, application, applications, approve, must_be_in_review, return_application, take};

/// What a reviewer must know.
mod check;
pub use check::{Check, Level, checks, note_device};

/// What happened, for both sides to see.
mod timeline;
pub use timeline::{Moment, Side, timeline};

/// What a file is, by what is in it.
mod file_kind;
pub use file_kind::{Media, media_of};

/// Scans.
mod document;
pub use document::{
    DOCUMENT_BYTES_MAX, Document, DocumentKind, Holder, NewDocument, Reader, add_document, document,
    document_by_blob, documents_of, merchant_documents, open_document, prepare_document, remove_document,
};

/// The words: a brand lets a merchant sell.
mod authorisation;
pub use authorisation::{Authorisation, AuthorisationState, Channel, Link, NewAuthorisation};

/// Handing one in, deciding it, ending it.
mod authorise;
pub use authorise::{
    Reminder, approve_authorisation, authorisation, authorisations, batch_authorisation, covering,
    covers_any, expire_next, hand_in_authorisation, note_batch, remind_next, return_authorisation,
    revoke_authorisation, withdraw_authorisation,
};

/// On what papers stock rests.
mod provenance;
pub use provenance::{Contract, Papers, note_contract, papers};

/// Where, when and at what price one lets goods be sold.
mod grant;
pub use grant::{Grant, Ungranted, granted, grants, least_anywhere, lowest};

/// What a merchant may use, and what it costs.
mod plan;
pub use plan::{Limits, Plan, choose_plan, must_be_a_plan, plan_of, plans, put_plan, within};

/// Proof that nothing points at nothing.
mod audit;
pub use audit::{Finding, audit};

/// The SQL.
mod store;

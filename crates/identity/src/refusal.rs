use db::DbError;
use kernel::BadText;

pub type Result<T> = std::result::Result<T, IdentityRefusal>;

/// Why something was refused, in words for the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum IdentityRefusal {
    /// Says not which of the two is wrong, nor that somebody is blocked.
    #[error("the e-mail address or the password is wrong")]
    BadCredentials,
    #[error("somebody has signed up with this e-mail address: log in instead")]
    EmailTaken,
    #[error("this is not an e-mail address that can be written to: it looks like name@example.com")]
    BadEmail,
    #[error("the password needs at least {min} characters")]
    PasswordTooShort { min: usize },
    #[error("the password may have at most {max} characters")]
    PasswordTooLong { max: usize },
    #[error("this password is among the first that are guessed: choose another")]
    PasswordTooCommon,
    /// Seconds until the next attempt is heard.
    #[error("too many attempts: try again in {retry_after} seconds")]
    TooManyAttempts { retry_after: i64 },
    #[error("this set-up link was used, replaced or is too old: start the server again for a new one")]
    SetupLinkUsed,
    #[error("there is no such duty in this team")]
    UnknownDuty,
    #[error("there is no such member of your staff")]
    NoSuchMember,
    #[error("nobody else is {0}: let somebody else be that first")]
    LastOne(&'static str),
    #[error("this person works for a merchant or for the operator already: they must leave there first")]
    WorksElsewhere,
    #[error("this invitation was used, revoked, or is too old: ask for a new one")]
    NoSuchInvitation,
    #[error("this invitation is for another address: log in with the account that has it")]
    InvitedSomebodyElse,
    #[error("this is neither an e-mail address nor a telephone number")]
    BadContact,
    #[error("this contact belongs to another account: log in there")]
    ContactTaken,
    #[error(
        "this is not a telephone number: it looks like 13800138000, or +44 20 7946 0958 with its country"
    )]
    BadPhone,
    #[error("the session has ended: log in again")]
    NotLoggedIn,
    #[error("there is no such session of yours")]
    NoSuchSession,
    #[error("this needs the right {0}, which you do not have: ask whoever may give it")]
    ScopeMissing(&'static str),
    #[error("{}", if *set_up { "this needs your second factor: enter the code of your app" } else { "this needs a second factor: set one up in your account first" })]
    SecondFactorNeeded { set_up: bool },
    #[error("this code is wrong, or was used, or is too old: take the next one")]
    BadCode,
    #[error("an app is set up already: remove it first")]
    AlreadySetUp,
    #[error("no app is waiting for its first code: begin anew")]
    NotBegun,
    #[error("there is no second factor: set one up first")]
    NoSecondFactor,
    #[error("this needs a fresh proof: enter the code of your app once more")]
    StepUpNeeded,
    #[error("the API key is unknown or was revoked: make a new one")]
    BadApiKey,
    #[error("there is no scope called {0}")]
    UnknownScope(String),
    #[error("an API key of this owner cannot have the scope {0}")]
    ScopeNotAllowed(&'static str),
    #[error("an API key needs at least one scope")]
    NoScope,
    #[error("the name is not acceptable: {0}")]
    BadName(BadText),
    #[error("the reason is not acceptable: {0}")]
    BadReason(BadText),
    #[error("nobody can do this to themselves: ask somebody else")]
    Oneself,
    #[error("the role merchant needs a merchant, and no other role has one")]
    RoleAndMerchant,
    #[error("there is no such user")]
    NoSuchUser,
    #[error("there is no such API key that could be revoked")]
    NoSuchApiKey,
    /// Somebody is blocked already, or not blocked at all.
    #[error("the user is not in the state that this would change")]
    WrongState,
    #[error("there is no such proposal that you could decide")]
    NoSuchProposal,
    #[error("this is proposed already and waits for a second person: decide that one first")]
    AlreadyProposed,
    #[error("this proposal was decided already: look at it again")]
    ProposalDecided,
    #[error("nobody agreed to this proposal in time: propose it anew")]
    ProposalExpired,
    #[error("you proposed this yourself: another person has to decide, or you withdraw it")]
    OwnProposal,
    #[error("only who proposed this can withdraw it: decline it instead")]
    NotYourProposal,
    #[error("who proposed this may no longer do it: decline it")]
    ProposerLeft,
    #[error("what this is about has changed since it was proposed: decline it, and propose it anew")]
    SubjectChanged,
    #[error("this challenge was used, or is too old: begin anew")]
    ChallengeUsed,
    /// Says not why: whoever has a right one is let in.
    #[error("this passkey is not good here: use another, or log in another way")]
    PasskeyRefused,
    #[error("this shop is not reached by a name over https, so it offers no passkeys")]
    PasskeysNotOffered,
    #[error("there is no such passkey of yours")]
    NoSuchPasskey,
    #[error("there are {most} passkeys already: remove one first")]
    TooManyPasskeys { most: usize },
    #[error("this is your last way to log in: set a password or add another way first")]
    LastWayIn,
    #[error("there is no log-in with such a provider")]
    NoSuchProvider,
    /// Of another browser or session, used, or too old.
    #[error("this log-in was begun in another browser, or is too old: begin anew")]
    OtherBrowser,
    #[error("the provider did not confirm the log-in: try again, or log in another way")]
    ProviderRefused,
    #[error("the provider gave no answer that can be believed: try again later, or log in another way")]
    ProviderFailed,
    #[error(
        "this log-in is linked to an account already, or your account is linked to another one of this provider: unlink that first"
    )]
    LinkTaken,
    #[error("you are not linked with that provider")]
    NotLinked,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl IdentityRefusal {
    /// Stable; part of the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadCredentials => "bad_credentials",
            Self::EmailTaken => "email_taken",
            Self::BadEmail => "bad_email",
            Self::PasswordTooShort { .. } => "password_too_short",
            Self::PasswordTooLong { .. } => "password_too_long",
            Self::PasswordTooCommon => "password_too_common",
            Self::TooManyAttempts { .. } => "too_many_attempts",
            Self::SetupLinkUsed => "setup_link_used",
            Self::UnknownDuty => "unknown_duty",
            Self::NoSuchMember => "no_such_member",
            Self::LastOne(_) => "last_one",
            Self::WorksElsewhere => "works_elsewhere",
            Self::NoSuchInvitation => "no_such_invitation",
            Self::InvitedSomebodyElse => "invited_somebody_else",
            Self::BadContact => "bad_contact",
            Self::ContactTaken => "contact_taken",
            Self::BadPhone => "bad_phone",
            Self::NotLoggedIn => "not_logged_in",
            Self::NoSuchSession => "no_such_session",
            Self::ScopeMissing(_) => "scope_missing",
            Self::SecondFactorNeeded { .. } => "second_factor_needed",
            Self::BadCode => "bad_code",
            Self::AlreadySetUp => "already_set_up",
            Self::NotBegun => "not_begun",
            Self::NoSecondFactor => "no_second_factor",
            Self::StepUpNeeded => "step_up_needed",
            Self::BadApiKey => "bad_api_key",
            Self::UnknownScope(_) => "unknown_scope",
            Self::ScopeNotAllowed(_) => "scope_not_allowed",
            Self::NoScope => "no_scope",
            Self::BadName(_) => "bad_name",
            Self::BadReason(_) => "bad_reason",
            Self::Oneself => "oneself",
            Self::RoleAndMerchant => "role_and_merchant",
            Self::NoSuchUser => "no_such_user",
            Self::NoSuchApiKey => "no_such_api_key",
            Self::WrongState => "wrong_state",
            Self::NoSuchProposal => "no_such_proposal",
            Self::AlreadyProposed => "already_proposed",
            Self::ProposalDecided => "proposal_decided",
            Self::ProposalExpired => "proposal_expired",
            Self::OwnProposal => "own_proposal",
            Self::NotYourProposal => "not_your_proposal",
            Self::ProposerLeft => "proposer_left",
            Self::SubjectChanged => "subject_changed",
            Self::ChallengeUsed => "challenge_used",
            Self::PasskeyRefused => "passkey_refused",
            Self::PasskeysNotOffered => "passkeys_not_offered",
            Self::NoSuchPasskey => "no_such_passkey",
            Self::TooManyPasskeys { .. } => "too_many_passkeys",
            Self::LastWayIn => "last_way_in",
            Self::NoSuchProvider => "no_such_provider",
            Self::OtherBrowser => "other_browser",
            Self::ProviderRefused => "provider_refused",
            Self::ProviderFailed => "provider_failed",
            Self::LinkTaken => "link_taken",
            Self::NotLinked => "not_linked",
            Self::Db(_) => "database",
        }
    }
}

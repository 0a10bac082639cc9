use crate::cookies;
use crate::errors::Fault;
use crate::fields::Fields;
use crate::visit::Visit;
use axum::http::HeaderValue;
use identity::Csrf;

impl Visit {
    /// The token for this visitor's forms, and the cookie to set for a guest who has none.
    pub(crate) fn csrf(&self) -> (String, Option<HeaderValue>) {
        if let Some(session) = &self.session {
            return (session.csrf.clone(), None);
        }
        let known = self.csrf_cookie.as_deref();
        let pair = self.shop.0.identity.csrf().for_guest(known, self.shop.0.ambient());
        let new = known != Some(pair.cookie.as_str());
        let cookie = new.then(|| cookies::write(cookies::CSRF, &pair.cookie, None, self.secure())).flatten();
        (pair.token, cookie)
    }

    /// Refuses a form that was not sent from a page of ours to this visitor.
    pub(crate) fn check(&self, form: &Fields) -> Result<(), Fault> {
        let given = form.get("csrf");
        let ours = match (&self.session, &self.csrf_cookie) {
            (Some(session), _) => Csrf::matches(&session.csrf, given),
            (None, Some(cookie)) => self.shop.0.identity.csrf().guest_matches(cookie, given),
            (None, None) => false,
        };
        if ours && !self.cross_site { Ok(()) } else { Err(Fault::Forbidden) }
    }
}

use crate::visit::Visit;
use crate::words::day;
use orders::Origin;

/// One plain sentence of the papers that goods rest on.
pub(crate) fn sentence(visit: &Visit, origin: &Origin) -> String {
    let signed = match origin.contract.as_deref() {
        None | Some("") => String::new(),
        Some(day) => visit.fill("origin.signed", &[("day", &day)]),
    };
    match &origin.authorised {
        None => visit.fill("origin.contract", &[("signed", &signed)]),
        Some((brand, until)) => {
            let (brand, until) = (visit.read(brand), day(visit.language, *until));
            let key = if origin.contract.is_some() { "origin.both" } else { "origin.authorised" };
            visit.fill(key, &[("brand", &brand), ("until", &until), ("signed", &signed)])
        }
    }
}

use crate::store::{applications, documents};
use crate::{Application, Private, Result, Sealer};
use db::Tx;
use kernel::ApplicationId;

/// Something that a reviewer must know before deciding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// `same_licence`, `same_bank_account`, `same_phone`, `same_device`, `same_document`, `screened`
    pub code: &'static str,
    pub level: Level,
    /// With whom it collides: ids of applications, or the entry of the list.
    pub detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Warn,
    /// It cannot be approved while this stands.
    Block,
}

impl Level {
    pub fn code(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Block => "block",
        }
    }
}

/// What is fingerprinted: kind and text.
pub(crate) fn printed(private: &Private) -> [(&'static str, &str); 3] {
    [("licence", &private.licence_number), ("bank", &private.bank_account), ("phone", &private.contact_phone)]
}

/// What this application has in common with others that were handed in. A licence may be somebody's only once.
pub async fn checks(tx: &mut Tx, sealer: &Sealer, application: &Application) -> Result<Vec<Check>> {
    let mut found = Vec::new();
    for (kind, text) in printed(&application.private) {
        let others = applications::same_print(tx, application.id, kind, sealer.print(kind, text)).await?;
        if others.is_empty() {
            continue;
        }
        let (code, level) = match kind {
            "licence" => ("same_licence", Level::Block),
            "bank" => ("same_bank_account", Level::Warn),
            _ => ("same_phone", Level::Warn),
        };
        found.push(Check { code, level, detail: others.join(" ") });
    }
    if let Some(print) = applications::print_of(tx, application.id, DEVICE).await? {
        let others = applications::same_print(tx, application.id, DEVICE, print).await?;
        if !others.is_empty() {
            found.push(Check { code: "same_device", level: Level::Warn, detail: others.join(" ") });
        }
    }
    let others = documents::same_digest(tx, application.id).await?;
    if !others.is_empty() {
        found.push(Check { code: "same_document", level: Level::Warn, detail: others.join(" ") });
    }
    Ok(found)
}

const DEVICE: &str = "device";

/// Keeps from which browser an application was handed in, as a keyed fingerprint of what its cookie says: nothing else of
/// the browser, and for this check only.
pub async fn note_device(tx: &mut Tx, sealer: &Sealer, id: ApplicationId, device: &str) -> Result<()> {
    if is_device(device) {
        applications::put_print(tx, id, DEVICE, sealer.print(DEVICE, device)).await?;
    }
    Ok(())
}

/// What one of our own cookies may hold; anything else tells nothing.
fn is_device(text: &str) -> bool {
    kernel::decode_128(text).is_some()
}

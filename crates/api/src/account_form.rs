//! What buyers of goods that are credited to an account are asked for, as the API writes it.

use crate::words::Text;
use catalog::{AccountChoice, AccountField, AccountFieldKind, AccountForm};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the buyer of goods that a supplier is asked for has to answer: 1 to 8 fields, each of which has to be filled in; none
/// where keys are fetched for nobody in particular.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = AccountForm)]
#[serde(deny_unknown_fields)]
pub(crate) struct Form {
    fields: Vec<Field>,
    /// How long a supplier may take before the money goes back, 2 to 10,080 minutes; null: as the platform has it.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 2, maximum = 10_080)]
    within_minutes: Option<i64>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = AccountFormField)]
#[serde(deny_unknown_fields)]
struct Field {
    /// What suppliers know it by: `account`, `phone`, `qq`, `region`, `server`, `role` … 1 to 32 of `a-z 0-9 _`.
    #[schema(example = "phone")]
    name: String,
    /// `phone` (a mobile number of mainland China), `qq`, `email`, `number` (digits), `text` (one line) or `choice`.
    #[schema(value_type = String, example = "phone")]
    kind: AccountFieldKind,
    /// Up to 40 characters.
    label: Text,
    /// In characters, 1 to 100; of `text` and `number`.
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 100)]
    length_min: Option<usize>,
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 100)]
    length_max: Option<usize>,
    /// Of a `choice`: 1 to 500.
    #[serde(default)]
    choices: Vec<Choice>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = AccountFormChoice)]
#[serde(deny_unknown_fields)]
struct Choice {
    /// As the supplier knows it: one line, up to 100 characters.
    value: String,
    /// Up to 40 characters.
    label: Text,
}

impl From<Form> for AccountForm {
    fn from(form: Form) -> Self {
        let choice = |choice: Choice| AccountChoice { value: choice.value, label: choice.label.into() };
        let field = |field: Field| AccountField {
            name: field.name,
            kind: field.kind,
            label: field.label.into(),
            length_min: field.length_min,
            length_max: field.length_max,
            choices: field.choices.into_iter().map(choice).collect(),
        };
        let within_minutes = form.within_minutes;
        Self { fields: form.fields.into_iter().map(field).collect(), within_minutes }
    }
}

impl From<AccountForm> for Form {
    fn from(form: AccountForm) -> Self {
        let choice = |choice: AccountChoice| Choice { value: choice.value, label: choice.label.into() };
        let field = |field: AccountField| Field {
            name: field.name,
            kind: field.kind,
            label: field.label.into(),
            length_min: field.length_min,
            length_max: field.length_max,
            choices: field.choices.into_iter().map(choice).collect(),
        };
        let within_minutes = form.within_minutes;
        Self { fields: form.fields.into_iter().map(field).collect(), within_minutes }
    }
}

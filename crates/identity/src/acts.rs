/// What stands in the trail as `what`: every act that there is. The console has a word for each in both languages, and
/// its build fails for one that it has none for; a test fails that writes one which does not stand here.
pub const ACTS: &[&str] = &[
    // People, and how they come in.
    "first_operator",
    "password_changed",
    "password_chosen",
    "contact_verified",
    "account_reclaimed",
    "account_deleted",
    "second_factor_set_up",
    "second_factor_removed",
    "recovery_code_used",
    "recovery_codes_renewed",
    "passkey_added",
    "passkey_removed",
    "login_linked",
    "login_unlinked",
    "user_state",
    "member_invited",
    "member_joined",
    "member_removed",
    "invitation_revoked",
    "duty_changed",
    "api_key_created",
    "api_key_revoked",
    "proposal_made",
    "proposal_approved",
    "proposal_declined",
    "proposal_withdrawn",
    "proposal_expired",
    // Who may sell what.
    "application_submitted",
    "application_taken",
    "application_returned",
    "application_approved",
    "document_opened",
    "merchant_suspended",
    "merchant_resumed",
    "merchant_closed",
    "merchant_trust_changed",
    "merchant_plan_changed",
    "authorisation_submitted",
    "authorisation_approved",
    "authorisation_returned",
    "authorisation_revoked",
    "authorisation_withdrawn",
    "authorisation_expired",
    "product_approved",
    "product_rejected",
    "brand_created",
    "brand_changed",
    "plan_changed",
    "category_put",
    "category_fee_put",
    "domain_named",
    "domain_verified",
    "domain_lost",
    "domain_dropped",
    "logo_changed",
    // Where money comes in.
    "channel_created",
    "channel_changed",
    "channel_switched",
    "channels_ordered",
    "refund_decided",
    "statement_brought",
    "difference_asked",
    "difference_settled",
    "top_up_returned",
    // Trade, and the machine.
    "first_run",
    "stock_rule_changed",
    "products_imported",
    "list_exported",
    "orders_exported",
    "order_noted",
    "order_link_resent",
    "order_refunded",
    "order_frozen",
    "order_thawed",
    "dispute_taken",
    "dispute_ruled",
    "dispute_offered",
    "dispute_rules_changed",
    "dispute_file_opened",
    "chargeback_recorded",
    "chargeback_ended",
    "dispute_pack_taken",
    "diversion_traced",
    "diversion_opened",
    "diversion_closed",
    "payout_account_changed",
    "payout_schedule_changed",
    "payout_requested",
    "payout_withdrawn",
    "payout_approved",
    "payout_refused",
    "payouts_sent",
    "payout_settled",
    "payout_results_taken",
    "bond_moved",
    "agreement_put",
    "agreement_removed",
    "partner_frozen",
    "partner_lifted",
    "clause_fired",
    "docking_set",
    "docking_key_created",
    "docking_key_switched",
    "docking_key_renewed",
    "docking_key_reports",
    "supplier_connected",
    "supplier_changed",
    "supplier_switched",
    "supplier_deposit_booked",
    "supply_route_set",
    "supply_route_removed",
    "price_rule_set",
    "price_rule_removed",
    "price_change_approved",
    "price_change_refused",
    "prices_stopped",
    "prices_resumed",
    "costs_set",
    "loss_leader_marked",
    "loss_leader_ended",
    "pricing_put",
    "pricing_removed",
    "account_opened",
    "supply_decided",
    "supply_weights_set",
    "supplier_claim_opened",
    "supplier_claim_ended",
    "supplier_statement_brought",
    "supplier_difference_decided",
    "job_retried",
    "job_dropped",
    "root_key_rotation_begun",
    "root_key_rotation_finished",
    "merchant_keys_rotation_begun",
    "merchant_keys_rotation_finished",
    "merchant_key_changed",
    "batch_keys_rotation_begun",
    "batch_keys_rotation_finished",
];

/// Whether the act has a name that people can be told. What is no word of the trail's at all (tests write such) has none.
pub(crate) fn is_known(what: &str) -> bool {
    let is_word = what.contains('_') && what.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    !is_word || ACTS.contains(&what)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Of all entries that any crate writes down word for word.
    fn written(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                written(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let words = text.split("what: \"").skip(1).filter_map(|rest| rest.split('"').next());
                found.extend(words.map(str::to_owned));
            }
        }
    }

    #[test]
    fn whatever_any_crate_writes_stands_here() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut found = BTreeSet::new();
        for entry in std::fs::read_dir(crates).unwrap() {
            let source = entry.unwrap().path().join("src");
            if source.is_dir() {
                written(&source, &mut found);
            }
        }
        assert!(found.len() > 40, "{found:?}");
        let unknown: Vec<_> = found.iter().filter(|what| !is_known(what)).collect();
        assert!(unknown.is_empty(), "{unknown:?} have no word yet");
    }

    #[test]
    fn each_act_stands_once_and_is_a_word() {
        let all: BTreeSet<_> = ACTS.iter().collect();
        assert_eq!(all.len(), ACTS.len());
        assert!(ACTS.iter().all(|act| act.contains('_') && is_known(act)));
        assert!(!is_known("something_else") && is_known("deed 7") && is_known(""));
    }
}

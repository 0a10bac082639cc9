//! Transfers to Alipay accounts (opendocs.alipay.com: alipay.fund.trans.uni.transfer and alipay.fund.trans.common.query,
//! product 转账到支付宝账户).
//!
//! What the documents leave open, and how it is taken here:
//! - Whose trouble a refusal is: only the codes tell. What the payer lacks, or the application, may be there tomorrow, and
//!   is no reason to tell a payee no.
//! - "The number was used with something else" says that something stands under it: what, only a question tells.
//! - A question is answered with the amount once the money has arrived, and not before.
//! - `REFUND` is a transfer that came back: the money is where it was.

use super::call::{Ask, Fault, plain};
use super::words::{self, Node};
use super::{AlipayChannel, other_thing};
use ports::{ChannelError, ChannelTransfer, NewTransfer, TransferState};
use serde_json::{Value, json};

const PRODUCT: &str = "TRANS_ACCOUNT_NO_PWD";
const SCENE: &str = "DIRECT_TRANSFER";
/// In fen.
const LEAST: i64 = 10;

/// Brings the money; again under the same number, it is the same transfer.
pub(super) async fn ask(channel: &AlipayChannel, new: &NewTransfer) -> Result<ChannelTransfer, ChannelError> {
    if channel.certificates.is_none() {
        return Err(ChannelError::CannotTell);
    }
    let asked = content(new)?;
    let told = channel.ask("alipay.fund.trans.uni.transfer", &asked, Ask::default()).await;
    seen(told.map_err(refused)?, new)
}

/// What became of it.
pub(super) async fn query(
    channel: &AlipayChannel,
    new: &NewTransfer,
) -> Result<ChannelTransfer, ChannelError> {
    let asked = question(new);
    let told = channel.ask("alipay.fund.trans.common.query", &asked, Ask::default()).await;
    let known = told.map_err(Fault::of_question)?;
    if known.status == "SUCCESS" && known.trans_amount.is_empty() {
        return Err(ChannelError::Unknown("the answer tells no amount".into()));
    }
    seen(known, new)
}

fn content(new: &NewTransfer) -> Result<Value, ChannelError> {
    let amount = words::amount(new.amount)?;
    if new.amount.minor < LEAST {
        return Err(ChannelError::Refused("Alipay transfers 0.10 yuan and more".into()));
    }
    Ok(json!({
        "out_biz_no": new.payout.to_string(),
        "trans_amount": amount,
        "product_code": PRODUCT,
        "biz_scene": SCENE,
        "order_title": words::line(&new.subject, 128),
        "payee_info": { "identity": new.account, "identity_type": "ALIPAY_LOGON_ID", "name": new.holder },
    }))
}

fn question(new: &NewTransfer) -> Value {
    json!({ "out_biz_no": new.payout.to_string(), "product_code": PRODUCT, "biz_scene": SCENE })
}

/// Only if it is about that transfer.
fn seen(known: Node, new: &NewTransfer) -> Result<ChannelTransfer, ChannelError> {
    let other_amount = !known.trans_amount.is_empty() && words::money(&known.trans_amount)? != new.amount;
    if known.out_biz_no != new.payout.to_string() || other_amount {
        return Err(other_thing());
    }
    let failed = |what: &str| {
        let code = plain(&known.error_code);
        TransferState::Failed(if code.is_empty() { what.to_owned() } else { reason(&code) })
    };
    let state = match known.status.as_str() {
        "SUCCESS" => TransferState::Succeeded,
        "DEALING" | "WAIT_PAY" => TransferState::Pending,
        "FAIL" => failed("Alipay could not bring the money"),
        "CLOSED" => failed("Alipay has closed the transfer"),
        "REFUND" => failed("the money came back"),
        _ => return Err(ChannelError::Unknown("the transfer is in a state that is not known here".into())),
    };
    Ok(ChannelTransfer { reference: known.order_id, state })
}

/// A refusal of the payee is certain; one of the payer is not the last word.
fn refused(fault: Fault) -> ChannelError {
    let said = match fault {
        Fault::Refused(said) => said,
        fault => return fault.into(),
    };
    let code = said.rsplit(' ').next().unwrap_or_default();
    if is_ours(code) {
        return ChannelError::Unknown(format!("Alipay does not let the platform transfer now: {said}"));
    }
    if is_open(code) {
        return ChannelError::Unknown(format!(
            "Alipay knows this number already, or has to be asked: {said}"
        ));
    }
    ChannelError::Refused(reason(code))
}

/// The platform's own account, its limits, its application.
fn is_ours(code: &str) -> bool {
    const NAMES: &[&str] = &[
        "BALANCE_IS_NOT_ENOUGH",
        "BLOCK_USER_FORBBIDEN_SEND",
        "PAYCARD_UNABLE_PAYMENT",
        "ACCOUNT_NOT_EXIST",
        "PERMIT_CHECK_PERM_LIMITED",
        "PERMIT_CHECK_PERM_IDENTITY_THEFT",
        "MONEY_PAY_CLOSED",
        "INST_PAY_UNABLE",
        "NO_AVAILABLE_PAYMENT_TOOLS",
        "NO_ACCOUNT_PAYMENT_PERMISSION",
        "NOT_SUPPORT_PAYER_ACCOUNT_TYPE",
        "INVALID_PAYER_ACCOUNT",
        "MRCHPROD_QUERY_ERROR",
        "ISV_AUTH_ERROR",
        "NOT_IN_WHITE_LIST",
    ];
    const BEGINNINGS: &[&str] =
        &["PAYER_", "PERMIT_PAYER_", "EXCEED_LIMIT_DM_", "EXCEED_LIMIT_MM", "CERT_MISS_", "isv."];
    if code == "PAYER_PAYEE_CANNOT_SAME" {
        return false;
    }
    // Where no code stands, nothing was said of the payee.
    let is_code = code.bytes().any(|byte| byte.is_ascii_uppercase());
    !is_code || NAMES.contains(&code) || BEGINNINGS.iter().any(|beginning| code.starts_with(beginning))
}

/// Something may stand under the number.
fn is_open(code: &str) -> bool {
    matches!(code, "PAYMENT_INFO_INCONSISTENCY" | "BIZ_UNIQUE_EXCEPTION" | "TRANSFER_ERROR")
}

/// For the payee, who can do something about it.
fn reason(code: &str) -> String {
    let words = match code {
        "PAYEE_NOT_EXIST" => "there is no such Alipay account",
        "PAYEE_USER_INFO_ERROR" => "the account belongs to somebody of another name",
        "PAYEE_ACC_OCUPIED" => "several Alipay accounts are called that",
        "EXCEED_LIMIT_PERSONAL_SM_AMOUNT" | "EXCEED_LIMIT_ENT_SM_AMOUNT" | "EXCEED_LIMIT_SM_AMOUNT" => {
            "Alipay transfers less at once"
        }
        "EXCEED_LIMIT_UNRN_DM_AMOUNT" | "PERM_AML_NOT_REALNAME_REV" | "PERMIT_NON_BANK_LIMIT_PAYEE" => {
            "Alipay wants to know more of the account's owner"
        }
        _ => "Alipay refuses",
    };
    format!("{words}: {code}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use kernel::{Currency, Money, PayoutId};

    fn transfer(minor: i64) -> NewTransfer {
        NewTransfer {
            payout: PayoutId(7),
            amount: Money::new(minor, Currency::CNY),
            holder: "某公司".into(),
            account: "shop@example.com".into(),
            subject: "结算/Payout".into(),
        }
    }

    /// The document has no sample with these values: the names are its own.
    #[test]
    fn what_is_asked_is_what_the_document_wants() {
        let number = "pot_00000000000000000000000007";
        assert_eq!(
            content(&transfer(1230)).unwrap().to_string(),
            format!(
                r#"{{"biz_scene":"DIRECT_TRANSFER","order_title":"结算 Payout","out_biz_no":"{number}","payee_info":{{"identity":"shop@example.com","identity_type":"ALIPAY_LOGON_ID","name":"某公司"}},"product_code":"TRANS_ACCOUNT_NO_PWD","trans_amount":"12.30"}}"#
            )
        );
        assert_eq!(
            question(&transfer(1230)).to_string(),
            format!(
                r#"{{"biz_scene":"DIRECT_TRANSFER","out_biz_no":"{number}","product_code":"TRANS_ACCOUNT_NO_PWD"}}"#
            )
        );
    }

    #[test]
    fn only_yuan_from_ten_fen_on_are_transferred() {
        assert!(content(&transfer(10)).is_ok());
        let yen = NewTransfer { amount: Money::new(100, "JPY".parse().unwrap()), ..transfer(10) };
        for bad in [transfer(9), transfer(0), transfer(-10), yen] {
            assert!(matches!(content(&bad), Err(ChannelError::Refused(_))), "{bad:?}");
        }
    }

    #[test]
    fn nobody_is_named_in_what_is_printed() {
        let printed = format!("{:?}", transfer(10));
        assert!(printed.contains("pot_") && !printed.contains("example") && !printed.contains("公司"));
    }

    #[test]
    fn a_refusal_is_the_payees_or_the_platforms() {
        let told = |code: &str| refused(Fault::Refused(format!("40004 {code}")));
        for code in ["PAYEE_NOT_EXIST", "PAYEE_USER_INFO_ERROR", "PAYER_PAYEE_CANNOT_SAME", "PARAM_ILLEGAL"] {
            assert!(matches!(told(code), ChannelError::Refused(why) if why.ends_with(code)), "{code}");
        }
        for code in [
            "PAYER_BALANCE_NOT_ENOUGH",
            "BALANCE_IS_NOT_ENOUGH",
            "EXCEED_LIMIT_DM_MAX_AMOUNT",
            "PAYMENT_INFO_INCONSISTENCY",
            "isv.insufficient-isv-permissions",
        ] {
            assert!(matches!(told(code), ChannelError::Unknown(why) if why.contains(code)), "{code}");
        }
        for said in ["40004", "the system gives no randomness to sign with"] {
            assert!(matches!(refused(Fault::Refused(said.into())), ChannelError::Unknown(_)), "{said}");
        }
        assert!(matches!(refused(Fault::Busy("20000".into())), ChannelError::Unknown(_)));
    }

    #[test]
    fn an_answer_is_about_what_was_asked() {
        let node = |status: &str, amount: &str| Node {
            out_biz_no: PayoutId(7).to_string(),
            order_id: "2026".into(),
            status: status.into(),
            trans_amount: amount.into(),
            ..Node::default()
        };
        let state = |node| seen(node, &transfer(1230)).map(|told| told.state);
        assert_eq!(state(node("SUCCESS", "12.30")), Ok(TransferState::Succeeded));
        assert_eq!(state(node("DEALING", "")), Ok(TransferState::Pending));
        assert!(matches!(state(node("REFUND", "")), Ok(TransferState::Failed(_))));
        let why = Node { error_code: "PAYEE_NOT_EXIST".into(), ..node("FAIL", "") };
        assert!(
            matches!(state(why), Ok(TransferState::Failed(why)) if why.contains("no such Alipay account"))
        );
        assert_eq!(state(node("SUCCESS", "12.31")), Err(other_thing()));
        let other = Node { out_biz_no: PayoutId(8).to_string(), ..node("SUCCESS", "12.30") };
        assert_eq!(state(other), Err(other_thing()));
        assert!(matches!(state(node("MAYBE", "")), Err(ChannelError::Unknown(_))));
    }
}

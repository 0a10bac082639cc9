use serde_json::{Value, json};

use super::CODE;
use super::order::{number, trade_no};
use crate::channels::{House, Transfer, TransferState, china, form};

type Done = Result<Value, &'static str>;

/// "TRANS_ACCOUNT_NO_PWD: from 0.1 yuan on", in fen.
const LEAST: i64 = 10;
/// Nobody has an account whose name ends so.
const NOBODY: &str = "@nobody.example";
/// Accounts whose names begin so belong to somebody else than who is named.
const OTHER: &str = "other@";

/// Transfers are taken from applications that sign with certificates only, and name them.
fn with_certificates(fields: &[(String, String)]) -> Result<(), &'static str> {
    let named = |name: &str| {
        let digits = form::value(fields, name)
            .split('_')
            .all(|one| one.len() == 32 && one.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if digits { Ok(()) } else { Err("isv.missing-app-cert-sn") }
    };
    named("app_cert_sn")?;
    named("alipay_root_cert_sn")
}

fn of_product(content: &Value) -> Result<&str, &'static str> {
    if content["product_code"] != "TRANS_ACCOUNT_NO_PWD" || content["biz_scene"] != "DIRECT_TRANSFER" {
        return Err("INVALID_PARAMETER");
    }
    number(content, "out_biz_no").map_err(|_| "INVALID_PARAMETER")
}

/// Who gets it: the account, and the name of its owner, which must be given with an account's name.
fn payee(content: &Value) -> Result<(String, String), &'static str> {
    let payee = &content["payee_info"];
    let text = |name: &str| payee[name].as_str().unwrap_or_default().to_owned();
    let (identity, name) = (text("identity"), text("name"));
    if text("identity_type") != "ALIPAY_LOGON_ID" || identity.is_empty() || name.is_empty() {
        return Err("INVALID_PARAMETER");
    }
    Ok((identity, name))
}

/// "One number is one transfer": asked for again, it is told how it stands; with anything changed, it is refused.
pub fn send(house: &House, fields: &[(String, String)], content: &Value) -> Done {
    with_certificates(fields)?;
    let out_biz_no = of_product(content)?;
    let title = content["order_title"].as_str().unwrap_or_default();
    if title.is_empty() || title.chars().count() > 128 {
        return Err("INVALID_PARAMETER");
    }
    let amount =
        form::minor(content["trans_amount"].as_str().unwrap_or_default()).ok_or("INVALID_PARAMETER")?;
    let (payee, name) = payee(content)?;
    if let Some(known) = known(house, out_biz_no) {
        let same = (known.amount, &known.payee, &known.name) == (amount, &payee, &name);
        return if same { Ok(sent(&known)) } else { Err("PAYMENT_INFO_INCONSISTENCY") };
    }
    if amount < LEAST {
        return Err("EXCEED_LIMIT_SM_MIN_AMOUNT");
    }
    if payee.ends_with(NOBODY) {
        return Err("PAYEE_NOT_EXIST");
    }
    if payee.starts_with(OTHER) {
        return Err("PAYEE_USER_INFO_ERROR");
    }
    let switches = house.switches(CODE);
    if switches.poor {
        return Err("PAYER_BALANCE_NOT_ENOUGH");
    }
    let at = house.now_ms(CODE);
    let new = Transfer {
        gateway: CODE,
        id: trade_no(at).map_err(|_| "SYSTEM_ERROR")?,
        out_biz_no: out_biz_no.to_owned(),
        amount,
        payee,
        name,
        state: if switches.transfer_pending { TransferState::Dealing } else { TransferState::Done },
        at,
    };
    let done = house.book().transfer(new);
    Ok(sent(&done))
}

fn known(house: &House, out_biz_no: &str) -> Option<Transfer> {
    let book = house.book();
    book.transfers().iter().find(|known| known.gateway == CODE && known.out_biz_no == out_biz_no).cloned()
}

fn status(transfer: &Transfer) -> &'static str {
    match transfer.state {
        TransferState::Dealing => "DEALING",
        TransferState::Done => "SUCCESS",
        TransferState::Failed => "FAIL",
    }
}

fn sent(transfer: &Transfer) -> Value {
    json!({
        "code": "10000", "msg": "Success", "out_biz_no": transfer.out_biz_no, "order_id": transfer.id,
        "pay_fund_order_id": transfer.id, "status": status(transfer), "trans_date": china::spaced(transfer.at),
    })
}

/// "The amount is told where the state is SUCCESS, why not where it is FAIL."
pub fn query(house: &House, fields: &[(String, String)], content: &Value) -> Done {
    with_certificates(fields)?;
    let transfer = known(house, of_product(content)?).ok_or("ORDER_NOT_EXIST")?;
    let mut answer = json!({
        "code": "10000", "msg": "Success", "out_biz_no": transfer.out_biz_no, "order_id": transfer.id,
        "status": status(&transfer),
    });
    match transfer.state {
        TransferState::Dealing => {}
        TransferState::Done => {
            answer["trans_amount"] = form::decimal(transfer.amount).into();
            answer["pay_fund_order_id"] = transfer.id.clone().into();
            answer["pay_date"] = china::spaced(transfer.at).into();
            answer["order_fee"] = "0.00".into();
        }
        TransferState::Failed => {
            answer["error_code"] = "PAYEE_ACCOUNT_STATUS_ERROR".into();
            answer["fail_reason"] = "收款账户状态异常".into();
        }
    }
    Ok(answer)
}

//! WeChat Pay's statement of a day's business (pay.weixin.qq.com, "交易账单文件格式说明", type ALL, or SUCCESS and REFUND): as
//! `/v3/bill/tradebill` leads to it, or from the merchant platform.
//!
//! What the document leaves open, and how it is taken here:
//! - A refund stands on the day on which it was taken, in the state that it had then: one that fails later is not told of
//!   again. One that is told as failed moved nothing.
//! - A `REVOKED` payment (付款码) is none of ours: it is shown and counted.
//! - `订单金额` is what was asked for, and `申请退款金额` what was asked to be given back, whatever vouchers paid of it. Files of
//!   a kind before these columns have `应结订单金额` and `退款金额` only.
//! - `手续费` has five decimals: each line's is rounded to the fen. With a minus it is given back.

use super::WechatChannel;
use super::call::Fault;
use crate::local_time;
use crate::sheet::{Cells, Sheet};
use kernel::Currency;
use ports::{ChannelError, LineError, LineKind, Statement, StatementDay, StatementLine, StatementRefusal};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde::Deserialize;
use std::time::Duration;

const AT: &[&str] = &["交易时间"];
const MERCHANT: &[&str] = &["商户号"];
const TRANSACTION: &[&str] = &["微信订单号"];
const ORDER: &[&str] = &["商户订单号"];
const STATE: &[&str] = &["交易状态"];
const CURRENCY: &[&str] = &["货币种类"];
const AMOUNT: &[&str] = &["订单金额", "应结订单金额", "总金额"];
const BACK: &[&str] = &["申请退款金额", "退款金额"];
const THEIR_REFUND: &[&str] = &["微信退款单号"];
const OUR_REFUND: &[&str] = &["商户退款单号"];
const REFUND_STATE: &[&str] = &["退款状态"];
const FEE: &[&str] = &["手续费"];
/// With it begins what is summed up below.
const SUMMARY: &str = "总交易单数";

/// The whole file of a day, and its way here.
const FILE_MAX: usize = 128 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(120);

pub(super) fn read(file: &[u8], merchant: &str) -> Result<Statement, StatementRefusal> {
    let sheet = Sheet::open(file, &[AT, MERCHANT, TRANSACTION, ORDER, STATE, CURRENCY])?;
    let mut statement = Statement::default();
    let mut rows = sheet.rows.iter();
    let mut counted: i64 = 0;
    for row in rows.by_ref().take_while(|row| row.first() != SUMMARY) {
        counted += 1;
        let cells = sheet.cells(row);
        let whose = cells.text(MERCHANT);
        if cells.whole().is_ok() && whose != merchant {
            return Err(StatementRefusal::because(
                format!("第 {} 行是商户 {whose} 的,不是本渠道的 {merchant}。", row.line),
                format!("line {} is of merchant {whose}, and not of this channel's {merchant}", row.line),
            ));
        }
        match line(cells, row.line) {
            Ok(line) => statement.lines.push(line),
            Err(error) => statement.errors.push(error),
        }
    }
    match rows.next() {
        None => statement.errors.push(LineError {
            line: sheet.rows.last().map_or(1, |row| row.line),
            column: String::new(),
            zh: "文件末尾没有汇总,可能不完整,请重新下载。".into(),
            en: "the sums at its end are missing, so the file may be cut off: download it again".into(),
        }),
        Some(sums) if sums.first().parse() != Ok(counted) => statement.errors.push(LineError {
            line: sums.line,
            column: SUMMARY.into(),
            zh: format!("汇总为 {} 笔,文件里有 {counted} 笔,请重新下载。", sums.first()),
            en: format!("the sums say {}, the file has {counted}: download it again", sums.first()),
        }),
        Some(_) => {}
    }
    Ok(statement)
}

fn line(cells: Cells<'_>, number: i64) -> Result<StatementLine, LineError> {
    cells.whole()?;
    let currency: Currency = cells.text(CURRENCY).parse().map_err(|_| {
        cells.wrong(
            CURRENCY,
            "货币种类须为三个大写字母,例如 CNY。",
            "a currency is three capital letters, such as CNY",
        )
    })?;
    let kind = match (cells.text(STATE), cells.text(REFUND_STATE)) {
        ("SUCCESS", _) => LineKind::Payment,
        ("REFUND", "FAIL" | "FAILED" | "CLOSED") => LineKind::Other,
        ("REFUND", _) => LineKind::Refund,
        ("", _) => return Err(cells.wrong(STATE, "缺少交易状态。", "the state is missing")),
        _ => LineKind::Other,
    };
    let refund = kind == LineKind::Refund;
    let amount = match kind {
        LineKind::Other => kernel::Money::new(cells.signed(AMOUNT, currency)?, currency),
        LineKind::Refund => cells.amount(BACK, currency, false)?,
        _ => cells.amount(AMOUNT, currency, false)?,
    };
    Ok(StatementLine {
        number,
        kind,
        payment: cells.needed(TRANSACTION)?,
        reference: if refund { cells.needed(THEIR_REFUND)? } else { String::new() },
        ours: cells.number(if refund { OUR_REFUND } else { ORDER })?,
        amount,
        fee: cells.fee(FEE, currency)?,
        at: cells.time(AT, local_time::read)?,
    })
}

/// Where a day's file is, and by which digest it is known.
#[derive(Deserialize)]
struct Bill {
    hash_type: String,
    hash_value: String,
    download_url: String,
}

impl WechatChannel {
    /// "Apply for the trade bill", then the file. The answer with the file is not signed: its digest, which was, tells that
    /// it is the right one.
    pub(super) async fn bill(&self, day: &StatementDay) -> Result<Vec<u8>, ChannelError> {
        let asked = format!("/v3/bill/tradebill?bill_date={}&bill_type=ALL", day.date);
        let bill: Bill = match self.get(&asked).await {
            Ok(told) => told.read()?,
            Err(Fault::Refused { code, .. }) if code == "NO_STATEMENT_EXIST" => {
                return Err(ChannelError::NotFound);
            }
            Err(fault) => return Err(fault.of_question()),
        };
        // Only ever from where everything else comes from: our signature goes to nobody else.
        let path = bill.download_url.strip_prefix(&self.url).filter(|path| path.starts_with('/'));
        let path =
            path.ok_or_else(|| ChannelError::Unknown("the statement lies at another address".into()))?;
        let mut request =
            self.signed(reqwest::Method::GET, path, String::new()).map_err(ChannelError::from)?;
        *request.timeout_mut() = Some(PATIENCE);
        let file = self.http.fetch(request, FILE_MAX).await?;
        if file.status != 200 {
            return Err(ChannelError::Unknown(format!("the statement was answered with {}", file.status)));
        }
        let known = kernel::hex(digest(&SHA1_FOR_LEGACY_USE_ONLY, &file.body));
        if bill.hash_type != "SHA1" || !known.eq_ignore_ascii_case(&bill.hash_value) {
            return Err(ChannelError::ForgedAnswer);
        }
        Ok(file.body)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use kernel::Time;

    const HEADER: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,\
                          应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,\
                          手续费,费率,订单金额,申请退款金额,费率备注";
    const SUMS: &str =
        "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

    fn paid(amount: &str, currency: &str) -> String {
        format!(
            "`2026-11-27 23:59:59,`wx0000000000000001,`1900000001,`0,`,`4200000925202611274997714292,`pay_1,`oUser,`NATIVE,`SUCCESS,\
             `OTHERS,`{currency},`12.00,`0.34,`0,`0,`0.00,`0.00,`,`,`月卡 ×1,`,`0.05940,`0.60%,`{amount},`0.00,`"
        )
    }

    fn back(state: &str) -> String {
        format!(
            "`2026-11-27 10:00:00,`wx0000000000000001,`1900000001,`0,`,`4200000925202611274997714292,`pay_1,`oUser,`NATIVE,`REFUND,\
             `OTHERS,`CNY,`0.00,`0.00,`5000001,`ref_1,`12.00,`0.34,`ORIGINAL,`{state},`月卡 ×1,`,`-0.05940,`0.60%,`0.00,`12.34,`"
        )
    }

    fn file(rows: &[String]) -> String {
        let sums = format!("`{},`12.00,`12.00,`0.00,`0.00000,`12.34,`12.34", rows.len());
        let rows: String = rows.iter().map(|row| format!("{row}\r\n")).collect();
        format!("\u{feff}{HEADER}\r\n{rows}{SUMS}\r\n{sums}\r\n")
    }

    #[test]
    fn the_documents_own_form_is_read() {
        let text = file(&[paid("12.34", "CNY"), back("PROCESSING"), back("FAIL")]);
        let statement = read(text.as_bytes(), "1900000001").unwrap();
        assert_eq!(statement.errors, []);
        let [first, second, third] = statement.lines.as_slice() else { panic!("{statement:?}") };
        assert_eq!((first.kind, first.amount.minor, first.fee), (LineKind::Payment, 1234, 6));
        assert_eq!((first.ours.as_str(), first.number), ("pay_1", 2));
        assert_eq!(first.payment, "4200000925202611274997714292");
        assert_eq!(first.at, Time::parse_rfc3339("2026-11-27T15:59:59Z").unwrap());
        assert_eq!((second.kind, second.amount.minor, second.fee), (LineKind::Refund, 1234, -6));
        assert_eq!((second.ours.as_str(), second.reference.as_str()), ("ref_1", "5000001"));
        assert_eq!(third.kind, LineKind::Other, "a refund that failed moved nothing");
        let nothing = read(file(&[]).as_bytes(), "1900000001").unwrap();
        assert_eq!((nothing.lines, nothing.errors), (vec![], vec![]));
    }

    #[test]
    fn another_merchants_or_a_cut_file_is_found_out() {
        let text = file(&[paid("12.34", "CNY")]);
        assert!(read(text.as_bytes(), "1900000002").unwrap_err().to_string().contains("1900000001"));
        assert!(read(b"a,b", "1900000001").is_err());
        let cut = text.split_once("总").unwrap().0;
        assert!(read(cut.as_bytes(), "1900000001").unwrap().errors[0].en.contains("cut off"));
        let short = text.replace("`1,`12.00,`12.00", "`2,`12.00,`12.00");
        assert!(read(short.as_bytes(), "1900000001").unwrap().errors[0].en.contains("the sums say 2"));
    }

    #[test]
    fn broken_lines_are_named() {
        let bad = [
            paid("[12.34]", "CNY"),
            paid("1e3", "CNY"),
            paid("0.00", "CNY"),
            paid("-12.34", "CNY"),
            paid("12.345", "CNY"),
            paid("12.34", "rmb"),
            paid("12.34", "CNY").replace("4200000925202611274997714292", "=1+1"),
            paid("12.34", "CNY").replace("2026-11-27 23", "27/11 23"),
            paid("12.34", "CNY").replace("`0.05940", "`?"),
            paid("12.34", "CNY").replace(",`pay_1", ""),
        ];
        let statement = read(file(&bad).as_bytes(), "1900000001");
        let statement = statement.unwrap();
        let lines: Vec<i64> = statement.errors.iter().map(|error| error.line).collect();
        assert_eq!((lines, statement.lines), ((2..12).collect(), vec![]));
        let good = read(file(&[paid("1234", "JPY")]).as_bytes(), "1900000001").unwrap();
        assert_eq!(good.lines[0].amount.currency.code(), "JPY", "which our books will not hold");
    }
}

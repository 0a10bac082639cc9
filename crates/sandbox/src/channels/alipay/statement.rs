//! The file 业务明细 of a day, as opendocs.alipay.com and the merchant platform show it; in UTF-8, as it is after it was saved
//! anew.

use super::{CODE, SELLER};
use crate::channels::statements::{Day, Moved, cell};
use crate::channels::{House, china, form};

const HEADER: &str = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,\
                      订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,\
                      商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";

pub fn write(house: &House, day: Day) -> String {
    let rows = house.on(CODE, day, row);
    let date = |ms: i64| {
        let text = china::spaced(ms);
        let (date, clock) = text.split_once(' ').unwrap_or_default();
        let mut parts = date.split('-');
        let mut next = || parts.next().unwrap_or_default();
        format!("{}年{}月{}日 {clock}", next(), next(), next())
    };
    let line = "-----------------------------------------";
    format!(
        "#支付宝业务明细查询\r\n#账号：[{SELLER}0156]\r\n#起始日期：[{}]   终止日期：[{}]\r\n#{line}业务明细列表{line}\r\n{HEADER}\r\n{}\
         #{line}业务明细列表结束{line}\r\n#交易合计：{}笔\r\n",
        date(day.from),
        date(day.to),
        rows.concat(),
        rows.len()
    )
}

fn row(moved: &Moved<'_>) -> String {
    let (payment, kind, amount, at, refund) = match moved {
        Moved::Paid(payment, arrival) => (payment, "交易", arrival.amount, arrival.at, ""),
        Moved::Back(payment, refund) => {
            (payment, "退款", -refund.amount, refund.at, refund.out_refund_no.as_deref().unwrap_or_default())
        }
    };
    // 0.6 %, half up; given back with a refund.
    let fee = -(amount * 6 + amount.signum() * 500) / 1000;
    format!(
        "{}\t,{}\t,{kind},{},{},{},,,,\t,*三(138***@example.com),{amount},{amount},0.00,0.00,0.00,0.00,0.00,,0.00,0.00,{refund}\t,{},0.00,\r\n",
        payment.id,
        payment.out_trade_no,
        cell(&payment.subject),
        china::spaced(payment.created_at),
        china::spaced(at),
        form::decimal(fee),
        amount = form::decimal(amount),
    )
}

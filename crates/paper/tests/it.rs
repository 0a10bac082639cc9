//! Papers read back by what they say of themselves.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use paper::{Column, Fact, Head, Paper};

fn head() -> Head {
    let fact = |name: &str, value: &str, strong| Fact { name: name.into(), value: value.into(), strong };
    Head {
        title: "资金对账单 (Ünïted)".into(),
        lines: vec!["商家：豆蔻\u{9}书店\n".into()],
        facts: vec![fact("期初余额", "0.00", false), fact("期末余额", "-1,470.05", true)],
        foot: "生成于 2026-11-28".into(),
    }
}

fn columns() -> Vec<Column> {
    let column = |name: &str, share, right| Column { name: name.into(), share, right };
    vec![column("时间", 300, false), column("事项", 300, false), column("金额", 400, true)]
}

fn written(rows: usize) -> Vec<u8> {
    let mut paper = Paper::new(&head(), columns()).unwrap();
    for n in 0..rows {
        paper.row(&[format!("{n}"), "货款结算".into(), format!("{n}.00")], n + 1 == rows).unwrap();
    }
    paper.finish(|page, of| format!("第 {page} 页，共 {of} 页")).unwrap()
}

#[test]
fn what_was_written_can_be_read_again() {
    let pages = testkit::pdf_pages(&written(200));
    let all: Vec<&str> = pages.iter().flatten().map(String::as_str).collect();
    for text in
        ["资金对账单 (Ünïted)", "商家：豆蔻 书店 ", "期末余额", "-1,470.05", "199.00", "生成于 2026-11-28"]
    {
        assert!(all.contains(&text), "{text}");
    }
    assert!(pages.len() > 3, "{} pages", pages.len());
    for (index, page) in pages.iter().enumerate() {
        assert_eq!(page.last().unwrap(), &format!("第 {} 页，共 {} 页", index + 1, pages.len()));
        assert!(page.iter().any(|text| text == "金额"), "the columns are named on each page");
    }
    let amounts: Vec<&str> = all.iter().copied().filter(|text| text.ends_with(".00")).skip(1).collect();
    let expected: Vec<String> = (0..200).map(|n| format!("{n}.00")).collect();
    assert_eq!(amounts, expected, "each line once, in its order");
}

#[test]
fn a_paper_without_lines_is_one_page_and_small() {
    let file = written(0);
    assert_eq!(testkit::pdf_pages(&file).len(), 1);
    assert!(file.len() < 60_000, "{} bytes: only the letters that are shown", file.len());
    assert_eq!(file, written(0), "the same each time");
}

#[test]
fn what_has_no_letter_or_no_room_is_seen_to_be_so() {
    let mut paper = Paper::new(&Head::default(), columns()).unwrap();
    let long = "很长的事项".repeat(40);
    // A letter that GB 2312 has no place for, and one of Tibetan.
    paper.row(&["𠮷།".into(), long.clone(), "1".into()], false).unwrap();
    let texts = testkit::pdf_pages(&paper.finish(|_, _| String::new()).unwrap()).concat();
    assert!(texts.iter().any(|text| text == "〓〓"), "{texts:?}");
    let cut = texts.iter().find(|text| text.starts_with("很长")).unwrap();
    assert!(cut.ends_with('…') && long.starts_with(cut.trim_end_matches('…')), "{cut}");
}

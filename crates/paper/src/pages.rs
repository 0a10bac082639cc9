use crate::font::{Font, FontRefs};
use crate::{Column, Head, PaperError, Result};
use pdf_writer::types::TextRenderingMode;
use pdf_writer::{Content, Filter, Name, Pdf, Rect, Ref, Str, TextStr};

// Everything below is in tenths of a point, counted from the lower left corner, as A4 is 5953 of them wide.
const WIDTH: i32 = 5_953;
const HEIGHT: i32 = 8_419;
const MARGIN: i32 = 450;
const ROOM: i32 = WIDTH - 2 * MARGIN;
const BOTTOM: i32 = 600;
const FOOT: i32 = 350;
const ROW: i32 = 165;
const SIZE: i32 = 80;
const GAP: i32 = 50;
const LETTERS: Name<'static> = Name(b"F");
/// More objects than a file of ours needs; the format's own numbers end much later.
const OBJECTS_MAX: i32 = 1_000_000;

/// A file that is being written, line by line.
pub struct Paper {
    pdf: Pdf,
    font: Font,
    refs: FontRefs,
    last: i32,
    columns: Vec<Column>,
    foot: String,
    /// The finished pages: their contents.
    pages: Vec<Ref>,
    page: Content,
    /// Where the next line goes.
    at: i32,
    title: String,
}

/// How a text stands in its room.
#[derive(Clone, Copy)]
struct Place {
    x: i32,
    y: i32,
    room: i32,
    size: i32,
    right: bool,
    strong: bool,
}

const CATALOG: i32 = 1;
const TREE: i32 = 2;

impl Paper {
    pub fn new(head: &Head, columns: Vec<Column>) -> Result<Self> {
        let mut last = TREE;
        let mut next = || {
            last += 1;
            Ref::new(last)
        };
        let refs = FontRefs { font: next(), cid: next(), descriptor: next(), data: next(), map: next() };
        let mut paper = Self {
            pdf: Pdf::new(),
            font: Font::open()?,
            refs,
            last,
            columns,
            foot: head.foot.clone(),
            pages: Vec::new(),
            page: Content::new(),
            at: HEIGHT - MARGIN,
            title: head.title.clone(),
        };
        paper.begin();
        paper.head(head);
        paper.names();
        Ok(paper)
    }

    /// A line of the table: a cell for each column.
    pub fn row(&mut self, cells: &[String], strong: bool) -> Result<()> {
        if self.at - ROW < BOTTOM {
            self.turn()?;
        }
        self.at -= ROW;
        self.cells(cells, strong);
        self.rule(self.at - GAP, true);
        Ok(())
    }

    /// All of the file. `numbered` says which page of how many it is.
    pub fn finish(mut self, numbered: impl Fn(usize, usize) -> String) -> Result<Vec<u8>> {
        self.end_page()?;
        let pages = std::mem::take(&mut self.pages);
        let mut kids = Vec::with_capacity(pages.len());
        for (index, body) in pages.iter().enumerate() {
            self.begin();
            let foot = self.foot.clone();
            let place =
                Place { x: MARGIN, y: FOOT, room: ROOM - 1_000, size: 70, right: false, strong: false };
            self.text(&foot, place);
            self.text(&numbered(index + 1, pages.len()), Place { room: ROOM, right: true, ..place });
            let foot = self.store()?;
            let page = self.next()?;
            self.pdf
                .page(page)
                .parent(Ref::new(TREE))
                .media_box(Rect::new(0.0, 0.0, 595.3, 841.9))
                .contents_array([*body, foot])
                .resources()
                .fonts()
                .pair(LETTERS, self.refs.font);
            kids.push(page);
        }
        let count = i32::try_from(kids.len()).map_err(|_| PaperError::TooLarge(kids.len()))?;
        self.pdf.pages(Ref::new(TREE)).kids(kids).count(count);
        self.pdf.catalog(Ref::new(CATALOG)).pages(Ref::new(TREE));
        let about = self.next()?;
        self.pdf.document_info(about).title(TextStr(&self.title));
        self.font.write(&mut self.pdf, &self.refs)?;
        Ok(self.pdf.finish())
    }

    fn next(&mut self) -> Result<Ref> {
        self.last += 1;
        match self.last <= OBJECTS_MAX {
            true => Ok(Ref::new(self.last)),
            false => Err(PaperError::TooLarge(self.pages.len())),
        }
    }

    /// From here on a unit is a tenth of a point.
    fn begin(&mut self) {
        self.page.save_state().transform([0.1, 0.0, 0.0, 0.1, 0.0, 0.0]);
    }

    fn store(&mut self) -> Result<Ref> {
        self.page.restore_state();
        let content = std::mem::replace(&mut self.page, Content::new()).finish();
        let id = self.next()?;
        self.pdf.stream(id, &packed(&content)).filter(Filter::FlateDecode);
        Ok(id)
    }

    fn end_page(&mut self) -> Result<()> {
        let content = self.store()?;
        self.pages.push(content);
        Ok(())
    }

    fn turn(&mut self) -> Result<()> {
        self.end_page()?;
        self.begin();
        self.at = HEIGHT - MARGIN;
        self.names();
        Ok(())
    }

    fn head(&mut self, head: &Head) {
        let line = |y, size, strong| Place { x: MARGIN, y, room: ROOM, size, right: false, strong };
        self.at -= 180;
        self.text(&head.title, line(self.at, 180, true));
        self.at -= 70;
        for text in &head.lines {
            self.at -= 150;
            self.text(text, line(self.at, 90, false));
        }
        self.at -= 120;
        for fact in &head.facts {
            self.at -= 160;
            let place = Place { room: ROOM / 2, ..line(self.at, 90, fact.strong) };
            let room = self.font.width(&fact.value, 90) + GAP;
            self.text(&fact.name, Place { room: place.room - room, ..place });
            self.text(&fact.value, Place { right: true, ..place });
        }
        self.at -= 180;
    }

    /// What the columns are called, on each page.
    fn names(&mut self) {
        let names: Vec<String> = self.columns.iter().map(|column| column.name.clone()).collect();
        self.at -= ROW;
        self.cells(&names, true);
        self.rule(self.at - GAP, false);
    }

    fn cells(&mut self, cells: &[String], strong: bool) {
        let mut x = MARGIN;
        let places: Vec<Place> = self
            .columns
            .iter()
            .map(|column| {
                let width = ROOM * column.share / 1_000;
                x += width;
                let (x, room) = (x - width, width - GAP);
                Place { x, y: self.at, room, size: SIZE, right: column.right, strong }
            })
            .collect();
        for (text, place) in cells.iter().zip(places) {
            self.text(text, place);
        }
    }

    fn rule(&mut self, y: i32, soft: bool) {
        let (width, grey) = if soft { (4.0, 0.8) } else { (6.0, 0.3) };
        self.page
            .set_line_width(width)
            .set_stroke_gray(grey)
            .move_to(units(MARGIN), units(y))
            .line_to(units(MARGIN + ROOM), units(y))
            .stroke();
    }

    fn text(&mut self, text: &str, place: Place) {
        let text = self.font.fit(text, place.size, place.room);
        let x = match place.right {
            true => place.x + place.room - self.font.width(&text, place.size),
            false => place.x,
        };
        let letters = self.font.encode(&text);
        let page = &mut self.page;
        // There is one weight of letters: strong ones are drawn around, too.
        let (mode, around) = match place.strong {
            true => (TextRenderingMode::FillStroke, place.size / 33),
            false => (TextRenderingMode::Fill, 0),
        };
        page.begin_text();
        page.set_text_rendering_mode(mode);
        if place.strong {
            page.set_line_width(units(around)).set_stroke_gray(0.0);
        }
        page.set_font(LETTERS, units(place.size));
        page.next_line(units(x), units(place.y));
        page.show(Str(&letters));
        page.end_text();
    }
}

/// Everything on a page is within the numbers of sixteen bits, and those are exact.
fn units(tenths: i32) -> f32 {
    f32::from(i16::try_from(tenths).unwrap_or(i16::MAX))
}

pub(crate) fn packed(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, 6)
}

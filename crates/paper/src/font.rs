//! One font, of which a file gets the letters that it uses. Widths are whole numbers everywhere: tenths of a point on the
//! page, thousandths of a letter's size in the font.

use crate::{PaperError, Result};
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId, RawFace, Tag};

const FONT: &[u8] = include_bytes!("../font/NotoSansSC-subset.otf");
/// As PDF wants it: six letters of our own say that it is a part.
const NAME: Name<'static> = Name(b"CRDMOM+NotoSansCJKsc-Regular");
/// For what the font has no letter for: 〓, which typesetters always put there.
const MISSING: char = '\u{3013}';
const MORE: char = '…';
const UNITS: i32 = 1_000;
const IDENTITY: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

pub(crate) struct Font {
    face: Face<'static>,
    used: GlyphRemapper,
    /// By their numbers in the file: the letter, and how wide it is.
    shown: BTreeMap<u16, (char, u16)>,
}

/// The objects of the file that make the font.
pub(crate) struct FontRefs {
    pub font: Ref,
    pub cid: Ref,
    pub descriptor: Ref,
    pub data: Ref,
    pub map: Ref,
}

fn broken(what: impl std::fmt::Display) -> PaperError {
    PaperError::Font(what.to_string())
}

impl Font {
    pub fn open() -> Result<Self> {
        let face = Face::parse(FONT, 0).map_err(broken)?;
        if i32::from(face.units_per_em()) != UNITS || face.glyph_index(MISSING).is_none() {
            return Err(broken("not the one that this program was made for"));
        }
        Ok(Self { face, used: GlyphRemapper::new(), shown: BTreeMap::new() })
    }

    /// The letter that is shown for this one.
    fn letter(&self, wanted: char) -> (char, GlyphId) {
        let wanted = if wanted.is_whitespace() || wanted.is_control() { ' ' } else { wanted };
        let found = |c: char| self.face.glyph_index(c).map(|glyph| (c, glyph));
        found(wanted).or_else(|| found(MISSING)).unwrap_or((MISSING, GlyphId(0)))
    }

    fn advance(&self, glyph: GlyphId) -> u16 {
        self.face.glyph_hor_advance(glyph).unwrap_or_default()
    }

    /// How wide a text is at that size.
    pub fn width(&self, text: &str, size: i32) -> i32 {
        text.chars().map(|c| i32::from(self.advance(self.letter(c).1))).sum::<i32>().saturating_mul(size)
            / UNITS
    }

    /// As much of a text as there is room for.
    pub fn fit(&self, text: &str, size: i32, room: i32) -> String {
        if self.width(text, size) <= room {
            return text.to_owned();
        }
        let mut left = room - self.width(&MORE.to_string(), size);
        let mut kept: String = text
            .chars()
            .take_while(|c| {
                left -= self.width(&c.to_string(), size);
                left >= 0
            })
            .collect();
        kept.push(MORE);
        kept
    }

    /// A text as the file has it: two bytes for each letter.
    pub fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len() * 2);
        for wanted in text.chars() {
            let (shown, glyph) = self.letter(wanted);
            let number = self.used.remap(glyph.0);
            let width = self.advance(glyph);
            self.shown.entry(number).or_insert((shown, width));
            bytes.extend(number.to_be_bytes());
        }
        bytes
    }

    /// Writes the font with the letters that were used.
    pub fn write(&self, pdf: &mut Pdf, refs: &FontRefs) -> Result<()> {
        pdf.type0_font(refs.font)
            .base_font(NAME)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(refs.cid)
            .to_unicode(refs.map);
        let mut cid = pdf.cid_font(refs.cid);
        cid.subtype(CidFontType::Type0).base_font(NAME).system_info(IDENTITY);
        cid.font_descriptor(refs.descriptor).default_width(0.0);
        let mut widths = cid.widths();
        for (number, (_, width)) in &self.shown {
            widths.consecutive(*number, [f32::from(*width)]);
        }
        widths.finish();
        cid.finish();
        self.describe(pdf, refs);
        let outlines = self.outlines()?;
        let data = crate::pages::packed(&outlines);
        let mut stream = pdf.stream(refs.data, &data);
        stream.filter(Filter::FlateDecode).pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
        stream.finish();
        let mut map = UnicodeCmap::<u16>::new(Name(b"Custom"), IDENTITY);
        for (number, (letter, _)) in &self.shown {
            map.pair(*number, *letter);
        }
        pdf.stream(refs.map, &crate::pages::packed(&map.finish())).filter(Filter::FlateDecode);
        Ok(())
    }

    fn describe(&self, pdf: &mut Pdf, refs: &FontRefs) {
        let of_font = |value: i16| f32::from(value);
        let around = self.face.global_bounding_box();
        let top = self.face.ascender();
        pdf.font_descriptor(refs.descriptor)
            .name(NAME)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(
                of_font(around.x_min),
                of_font(around.y_min),
                of_font(around.x_max),
                of_font(around.y_max),
            ))
            .italic_angle(0.0)
            .ascent(of_font(top))
            .descent(of_font(self.face.descender()))
            .cap_height(of_font(self.face.capital_height().unwrap_or(top)))
            .stem_v(80.0)
            .font_file3(refs.data);
    }

    /// Of the part of the font that is used, what a file of this kind carries.
    fn outlines(&self) -> Result<Vec<u8>> {
        let part = subsetter::subset(FONT, 0, &self.used).map_err(|error| broken(format!("{error:?}")))?;
        let table = RawFace::parse(&part, 0).map_err(broken)?.table(Tag::from_bytes(b"CFF "));
        table.map(<[u8]>::to_vec).ok_or_else(|| broken("it has no outlines"))
    }
}

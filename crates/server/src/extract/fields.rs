//! The fields of a form, of a JSON body or of a query, read so that nothing a
//! client sends can be a parse error: every field is a text or a list of texts,
//! what is missing is empty, what is unknown is passed over.

use std::borrow::Cow;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde_json::Value;

/// Fields in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

/// The most fields read; the longest form of the site has about a hundred.
const MOST: usize = 1_000;

impl Fields {
    /// Reads `a=1&b=2`. Invalid UTF-8 becomes U+FFFD.
    #[must_use]
    pub fn from_urlencoded(bytes: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(bytes).take(MOST);
        Self(pairs.map(|(name, value)| (clean(name), clean(value))).collect())
    }

    /// Reads a JSON object of texts, numbers, booleans and lists of them. None
    /// for anything else.
    #[must_use]
    pub fn from_json(bytes: &[u8]) -> Option<Self> {
        let Ok(Value::Object(object)) = serde_json::from_slice(bytes) else { return None };
        let mut pairs = Vec::new();
        for (name, value) in object {
            match value {
                Value::Array(items) => {
                    for item in items {
                        pairs.push((clean(name.as_str()), plain(item)??));
                    }
                }
                value => pairs.extend(plain(value)?.map(|text| (clean(name.as_str()), text))),
            }
        }
        pairs.truncate(MOST);
        Some(Self(pairs))
    }

    /// The first value of a field; empty when there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Everything, in order.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The same without some fields.
    #[must_use]
    pub fn without(&self, leave_out: impl Fn(&str) -> bool) -> Self {
        Self(self.0.iter().filter(|(name, _)| !leave_out(name)).cloned().collect())
    }

    /// As the body of a form.
    #[must_use]
    pub fn to_urlencoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }

    /// Puts the fields into a struct whose fields are `String`, `Option<String>`
    /// or `Vec<String>`, under `#[serde(default)]`. Repeated: a `String` takes
    /// the first, so that no two readers of one request can see different ones.
    ///
    /// # Errors
    /// Only when the struct has fields of other types.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, de::value::Error> {
        let mut grouped: Vec<(&str, Values<'_>)> = Vec::new();
        for (name, value) in &self.0 {
            match grouped.iter_mut().find(|(known, _)| known == name) {
                Some((_, values)) => values.0.push(value),
                None => grouped.push((name, Values(vec![value]))),
            }
        }
        T::deserialize(MapDeserializer::new(grouped.into_iter()))
    }
}

/// No text of ours holds a NUL (PostgreSQL refuses them), and browsers end
/// lines with CR LF, which would count twice.
fn clean<'a>(text: impl Into<Cow<'a, str>>) -> String {
    let text = text.into();
    if text.contains(['\0', '\r']) {
        text.replace('\0', "").replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.into_owned()
    }
}

/// `None`: not a plain value; `Some(None)`: null, which is as good as absent.
#[expect(clippy::option_option, reason = "the two absences differ, and nobody else sees them")]
fn plain(value: Value) -> Option<Option<String>> {
    match value {
        Value::Null => Some(None),
        Value::Bool(yes) => Some(Some(yes.to_string())),
        Value::Number(number) => Some(Some(number.to_string())),
        Value::String(text) => Some(Some(clean(text))),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// The values of one field.
struct Values<'a>(Vec<&'a str>);

impl<'a> Values<'a> {
    fn first(&self) -> &'a str {
        self.0.first().copied().unwrap_or_default()
    }
}

impl<'de> IntoDeserializer<'de> for Values<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Values<'_> {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_str(self.first())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_seq(SeqDeserializer::new(self.0.into_iter()))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct newtype_struct tuple tuple_struct map struct enum identifier
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, serde::Deserialize)]
    #[serde(default)]
    struct Typed {
        title: String,
        source: Vec<String>,
        op: Option<String>,
    }

    fn typed(title: &str, source: &[&str], op: Option<&str>) -> Typed {
        Typed {
            title: title.into(),
            source: source.iter().map(|s| (*s).to_owned()).collect(),
            op: op.map(str::to_owned),
        }
    }

    fn form(body: &str) -> Typed {
        Fields::from_urlencoded(body.as_bytes()).read().expect("fields are never a parse error")
    }

    #[test]
    fn a_form_is_read_whatever_it_holds() {
        assert_eq!(form(""), typed("", &[], None));
        assert_eq!(
            form("title=Un+titre&source=A-P1&source=A-P2&op=x"),
            typed("Un titre", &["A-P1", "A-P2"], Some("x"))
        );
        assert_eq!(form("unknown=1&title=x&role=admin"), typed("x", &[], None));
        assert_eq!(form("title=first&title=second"), typed("first", &[], None));
        assert_eq!(form("title[]=x&title=%ff%00y"), typed("\u{fffd}y", &[], None));
        assert_eq!(form("title=a%0D%0Ab%0Dc"), typed("a\nb\nc", &[], None));
        assert_eq!(form("&&=&=x&title"), typed("", &[], None));
    }

    #[test]
    fn a_json_body_has_the_same_fields() {
        let read =
            |body: &str| Fields::from_json(body.as_bytes()).map(|fields| fields.read::<Typed>().expect("fields"));
        assert_eq!(read(r#"{"title":"x","source":["A-P1"],"op":null}"#), Some(typed("x", &["A-P1"], None)));
        assert_eq!(read(r#"{"title":7,"source":"A-P1"}"#), Some(typed("7", &["A-P1"], None)));
        assert_eq!(read(r#"{"title":"a\u0000b"}"#), Some(typed("ab", &[], None)));
        for not_fields in [
            "",
            "[]",
            "null",
            "\"x\"",
            r#"{"title":{"a":1}}"#,
            r#"{"source":[["x"]]}"#,
            r#"{"source":[null]}"#,
            "{",
            "\u{feff}{}",
        ] {
            assert_eq!(read(not_fields), None, "{not_fields}");
        }
    }

    #[test]
    fn what_was_read_can_be_written_again() {
        let fields = Fields::from_urlencoded("title=é+%26&source=1&source=2".as_bytes());
        assert_eq!(Fields::from_urlencoded(fields.to_urlencoded().as_bytes()), fields);
    }

    #[test]
    fn a_flood_of_fields_is_cut() {
        let flood = "source=x&".repeat(MOST * 2);
        assert_eq!(form(&flood).source.len(), MOST);
    }
}

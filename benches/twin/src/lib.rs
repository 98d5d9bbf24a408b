//! The order types of `specs/geisenheim` as one would write them by hand with serde's derive and
//! without any check: what reading costs at least, and what compiling a derive costs.

use serde::{Deserialize, Serialize};

/// An order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Rechnungsdatum
    pub date: String,
    /// Datenbank-Id
    pub id: i64,
    /// Rechnungsempfänger
    pub recipient: Recipient,
    /// Liste der bestellten Produkte
    pub items: Vec<Item>,
}

/// A recipient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recipient {
    /// Identifikator
    pub id: RecipientId,
    /// Art des Empfängers
    #[serde(rename = "type")]
    pub kind: i64,
    /// Quelle der Buchung
    pub source: Source,
    /// Lieferweg
    pub delivery: String,
    /// Die ersten drei Stellen der Postleitzahl
    pub postal_code: PostalCode,
    /// Land
    pub country: String,
    /// Geburtsjahr
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_of_birth: Option<i64>,
    /// Zustimmung zum Onlinemarketing
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agrees_to_marketing: Option<bool>,
    /// Geschlecht
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// Zahlungsmethode
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_method: Option<PaymentMethod>,
}

/// Text or number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RecipientId {
    /// Text
    Text(String),
    /// Number
    Number(i64),
}

/// Number or text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PostalCode {
    /// Number
    Number(i64),
    /// Text
    Text(String),
}

/// Quelle der Buchung
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Bestellungen im Onlineshop
    Online,
    /// Direktbuchungen, Hofverkauf, etc.
    Local,
}

/// Geschlecht
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gender {
    /// männlich
    #[serde(rename = "m")]
    Male,
    /// weiblich
    #[serde(rename = "f")]
    Female,
    /// divers
    #[serde(rename = "x")]
    Diverse,
}

/// Zahlungsmethode
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PaymentMethod {
    /// Barzahlung bei Abholung
    Cash,
    /// PayPal
    Paypal,
    /// Rechnung
    Invoice,
    /// Kreditkarte
    Credit,
    /// SEPA Lastschrift
    Sepa,
    /// Sonstiges
    Other,
}

/// An item of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Anzahl der Flaschen
    pub quantity: i64,
    /// Produktkategorie
    pub category: i64,
    /// Flaschengröße in ml
    pub size: i64,
    /// Einzelpreis
    pub price: f64,
    /// enthaltene Umsatzsteuer
    pub tax: f64,
    /// Rabatt
    pub discount: f64,
    /// Qualitätsstufe
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<i64>,
    /// Rebsorten
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grapes: Option<Vec<i64>>,
    /// Geschmack
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taste: Option<Taste>,
    /// VDP-Klassifikation
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vdp: Option<i64>,
}

/// Geschmack
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Taste {
    Dry,
    MediumDry,
    OffDry,
    MediumSweet,
    Sweet,
    BrutNatur,
    ExtraBrut,
    Brut,
    ExtraDry,
    Mild,
}

//! The codes of this crate's findings, K0001 to K0199.

use crate::finding::Code;

/// The bytes are not UTF-8.
pub const NOT_UTF8: Code = Code(1);
/// The text holds nothing.
pub const EMPTY: Code = Code(2);
/// The text is longer than places can address.
pub const TOO_LARGE: Code = Code(3);
/// The text starts with a byte order mark.
pub const BYTE_ORDER_MARK: Code = Code(4);

/// The text breaks the grammar of its notation.
pub const SYNTAX: Code = Code(10);
/// Values are nested more deeply than [`MAX_DEPTH`](crate::MAX_DEPTH).
pub const NESTING: Code = Code(11);
/// A comment in JSON.
pub const COMMENT: Code = Code(12);
/// A comma after the last member or item.
pub const TRAILING_COMMA: Code = Code(13);
/// A name occurs twice in an object.
pub const DUPLICATE_KEY: Code = Code(14);
/// A control character stands unescaped in a JSON string, or odd white space between JSON values.
pub const RAW_CHARACTER: Code = Code(15);
/// A YAML stream of several documents.
pub const SEVERAL_DOCUMENTS: Code = Code(16);
/// A YAML key that JSON cannot have.
pub const KEY: Code = Code(17);
/// A YAML tag without meaning in JSON.
pub const TAG: Code = Code(18);
/// A YAML number that JSON cannot write.
pub const NUMBER: Code = Code(19);
/// YAML aliases that expand to too much, or to themselves.
pub const ALIAS: Code = Code(20);
/// A YAML merge key that does not hold a mapping.
pub const MERGE_KEY: Code = Code(21);
/// A YAML line that is indented less than what it is part of.
pub const INDENTATION: Code = Code(22);

/// A Swagger 2.0 document.
pub const SWAGGER: Code = Code(30);
/// A document that is not an OpenAPI description.
pub const NOT_OPENAPI: Code = Code(31);
/// A version of OpenAPI that is missing, misspelt or unknown.
pub const VERSION: Code = Code(32);
/// A description that another library cannot read or that cannot be written for it.
pub const CONVERSION: Code = Code(33);

/// An overlay that cannot be applied, or an action of it without effect.
pub const OVERLAY: Code = Code(34);

/// A reference whose target does not exist.
pub const UNRESOLVED_REFERENCE: Code = Code(40);
/// References that only lead to each other.
pub const CIRCULAR_REFERENCE: Code = Code(41);
/// A reference into a document that the loader did not give.
pub const UNREACHABLE_DOCUMENT: Code = Code(42);
/// A reference that is not a string or not a URI reference.
pub const MALFORMED_REFERENCE: Code = Code(43);
/// A keyword beside a `$ref` that does not count there.
pub const IGNORED_SIBLING: Code = Code(44);
/// A `$dynamicRef`, which is resolved where it stands.
pub const DYNAMIC_REFERENCE: Code = Code(45);

/// A value of the wrong kind, which is left out.
pub const WRONG_KIND: Code = Code(50);
/// A member that must be there and is not.
pub const MISSING: Code = Code(51);
/// A member that the specification does not know.
pub const UNKNOWN_MEMBER: Code = Code(52);
/// A value that is not one of those the specification lists.
pub const UNKNOWN_VALUE: Code = Code(53);
/// A keyword that the stated version does not have.
pub const OTHER_VERSION: Code = Code(54);
/// A status key that is no status.
pub const STATUS: Code = Code(55);
/// A path template and its parameters do not agree.
pub const PATH_TEMPLATE: Code = Code(56);
/// Two things that must differ have the same name.
pub const DUPLICATE_NAME: Code = Code(57);
/// A security requirement that names no scheme.
pub const UNKNOWN_SCHEME: Code = Code(58);
/// A rule of `x-validations` that has no text.
pub const VALIDATION: Code = Code(59);
/// Value names or descriptions that do not match `enum`.
pub const ENUM_NAMES: Code = Code(60);
/// A header that the specification says not to describe as a parameter.
pub const IGNORED_HEADER: Code = Code(61);
/// Members that do not go together.
pub const EXCLUSIVE: Code = Code(62);
/// A member that a later version than the stated one added.
pub const NEWER: Code = Code(63);
/// A name that its place does not allow.
pub const NAME_FORM: Code = Code(64);

/// A member that is understood and that nothing is made of.
pub const NOT_ACTED_ON: Code = Code(65);
/// Security schemes that must be presented together and are presented in the same place.
pub const SAME_PLACE: Code = Code(66);
/// A reference that leads nowhere from the document, and somewhere from a schema around it.
pub const INNER_REFERENCE: Code = Code(67);
/// Listed values that are not of the type that is stated.
pub const LISTED_TYPE: Code = Code(68);
/// A parameter that is the key of a security scheme.
pub const KEY_PARAMETER: Code = Code(69);
/// A `type` that the parts beside it rule out.
pub const RULED_OUT_TYPE: Code = Code(70);

/// The codes of errors over which code can be generated all the same: what stands at the place is a
/// value, be it any JSON value. Who only generates tolerates them.
pub const TOLERABLE: [Code; 4] = [
    SEVERAL_DOCUMENTS,
    NUMBER,
    UNRESOLVED_REFERENCE,
    CIRCULAR_REFERENCE,
];

/// The codes of what the JSON Schemas that the OpenAPI Initiative publishes refuse. Reading goes on
/// over it, so the findings are warnings; who asks whether a description is sound treats them as
/// errors.
pub const BREACHES: [Code; 10] = [
    VERSION,
    MALFORMED_REFERENCE,
    WRONG_KIND,
    MISSING,
    UNKNOWN_MEMBER,
    UNKNOWN_VALUE,
    STATUS,
    EXCLUSIVE,
    NEWER,
    NAME_FORM,
];

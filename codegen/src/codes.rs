//! The codes of this crate's findings, K0200 to K0399.

use kontrakt_model::Code;

/// `oneOf` or `anyOf` that becomes no type.
pub const UNTYPED_UNION: Code = Code(200);
/// A keyword such as `not` with no `type` beside it.
pub const UNTYPED_KEYWORD: Code = Code(201);
/// A schema that states no `type`, though its keywords are about one.
pub const NO_TYPE: Code = Code(202);
/// An `enum` or `const` with a number that nothing can be compared with.
pub const MIXED_ENUM: Code = Code(203);
/// A schema that contains itself without an object in between.
pub const ENDLESS_TYPE: Code = Code(204);
/// Schemas nested more deeply than types are made for.
pub const DEEP_SCHEMA: Code = Code(205);
/// A schema that no value satisfies.
pub const IMPOSSIBLE: Code = Code(207);
/// A limit or pattern that cannot be checked as written.
pub const UNUSABLE_LIMIT: Code = Code(208);
/// Names or descriptions of enum values that do not fit the values.
pub const ENUM_NAMES: Code = Code(209);
/// Another name of a property that is the name of a property already.
pub const ALIAS: Code = Code(210);
/// A keyword that a type does not express, such as `not` or `patternProperties`: it is checked.
pub const CHECKED_KEYWORD: Code = Code(211);
/// A text for whose format a type is chosen, and which stays a text.
pub const KEPT_TEXT: Code = Code(212);

/// A parameter that is passed as text, because its schema or style is not typed yet.
pub const RAW_PARAMETER: Code = Code(220);
/// A body that is passed as bytes, because its media type is not typed yet.
pub const RAW_BODY: Code = Code(221);
/// An operation whose method is none of HTTP.
pub const NOT_GENERATED: Code = Code(223);
/// A security scheme that the generated client cannot present by itself.
pub const SECURITY_SCHEME: Code = Code(224);
/// A path whose template and parameters do not fit.
pub const PATH_TEMPLATE: Code = Code(225);
/// Two operations that nothing tells apart: not method, path, query, headers or body.
pub const SAME_ROUTE: Code = Code(226);

/// A parameter whose value the path key gives.
pub const FIXED_PARAMETER: Code = Code(227);
/// A callback whose URL no function gives.
pub const CALLBACK_URL: Code = Code(228);
/// An operation for tokens (`x-token-operation`) that is not there, or that the client cannot call.
pub const TOKEN_OPERATION: Code = Code(229);

/// A rule that is not a CEL expression.
pub const RULE_SYNTAX: Code = Code(240);
/// A rule that cannot be translated to Rust exactly.
pub const RULE_UNSUPPORTED: Code = Code(241);
/// A rule on a schema that has no generated struct.
pub const RULE_PLACE: Code = Code(242);
/// A rule that is not asked in one direction, where a member that it reads is withheld.
pub const SILENT_RULE: Code = Code(243);

/// A pattern of the configuration that fits no operation.
pub const NOTHING_SELECTED: Code = Code(260);
/// A configuration that cannot be used.
pub const CONFIG: Code = Code(261);
/// A name in the configuration that the description does not have.
pub const UNKNOWN_NAME: Code = Code(263);
/// A file that the build script cannot read or write.
pub const FILE: Code = Code(262);

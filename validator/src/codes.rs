//! The codes of this crate's findings, K0400 to K0499. Violations have one for each family of keywords.

use kontrakt_model::Code;

/// `type`
pub const TYPE: Code = Code(400);
/// `required`
pub const REQUIRED: Code = Code(401);
/// `enum`
pub const ENUM: Code = Code(402);
/// `const`
pub const CONST: Code = Code(403);
/// `format`
pub const FORMAT: Code = Code(404);
/// A number that does not fit 64 bits; the keyword is `format`.
pub const RANGE: Code = Code(405);
/// `pattern`
pub const PATTERN: Code = Code(406);
/// `minLength`, `maxLength`
pub const LENGTH: Code = Code(407);
/// `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`
pub const LIMIT: Code = Code(408);
/// `multipleOf`
pub const MULTIPLE_OF: Code = Code(409);
/// `minItems`, `maxItems`, `items`, `prefixItems`, `unevaluatedItems`
pub const ITEMS: Code = Code(410);
/// `uniqueItems`
pub const UNIQUE_ITEMS: Code = Code(411);
/// `additionalProperties`, `unevaluatedProperties`
pub const UNKNOWN_MEMBER: Code = Code(412);
/// `minProperties`, `maxProperties`
pub const PROPERTIES: Code = Code(413);
/// `propertyNames`
pub const PROPERTY_NAMES: Code = Code(414);
/// `dependentRequired`
pub const DEPENDENT_REQUIRED: Code = Code(415);
/// `oneOf`, `anyOf`
pub const UNION: Code = Code(416);
/// `not`
pub const NOT: Code = Code(417);
/// `contains`, `minContains`, `maxContains`
pub const CONTAINS: Code = Code(418);
/// A schema that is `false`: nothing may stand here.
pub const FALSE_SCHEMA: Code = Code(419);
/// `x-validations`
pub const VALIDATION: Code = Code(420);
/// `contentEncoding`, `contentMediaType`, and whatever the engine adds.
pub const OTHER: Code = Code(421);

/// A whole number written with a fraction or an exponent, such as `1.0`.
pub const FRACTION: Code = Code(430);
/// A member under another name than its own (`x-aliases`).
pub const ALIAS: Code = Code(431);

/// A member of an object of parameters that is no parameter of the operation.
pub const UNKNOWN_PARAMETER: Code = Code(435);

/// A request whose path the description does not have.
pub const UNKNOWN_PATH: Code = Code(450);
/// A request whose path the description has, without its method.
pub const UNKNOWN_METHOD: Code = Code(451);
/// A request whose URL does not begin as one of the servers says.
pub const BASE_PATH: Code = Code(452);
/// A body in a media type that is not described, or without one.
pub const MEDIA_TYPE: Code = Code(453);
/// A body that is missing, or that is there and not described.
pub const BODY: Code = Code(454);
/// A request without the credentials that its operation asks for.
pub const CREDENTIALS: Code = Code(455);
/// A response whose status is not described.
pub const STATUS: Code = Code(456);
/// A response without a required header.
pub const HEADER: Code = Code(457);
/// A parameter whose text is not in its style.
pub const PARAMETER: Code = Code(458);
/// A `readOnly` member in a request, or a `writeOnly` one in a response.
pub const DIRECTION: Code = Code(459);
/// What was not checked.
pub const UNCHECKED: Code = Code(460);
/// A text that holds no HTTP exchange.
pub const EXCHANGE: Code = Code(461);

/// An operation that the description does not have.
pub const UNKNOWN_OPERATION: Code = Code(440);
/// An operation without a request body in JSON.
pub const NO_REQUEST_BODY: Code = Code(441);
/// A pointer that leads to no schema.
pub const UNKNOWN_SCHEMA: Code = Code(442);
/// A schema that cannot be evaluated.
pub const SCHEMA: Code = Code(443);
/// A rule of `x-validations` that is no CEL expression.
pub const RULE: Code = Code(444);
/// A value list that the description does not have.
pub const UNKNOWN_LIST: Code = Code(445);
/// A value that its list does not have.
pub const UNKNOWN_VALUE: Code = Code(446);
/// A pattern that is no regular expression.
pub const UNUSABLE_PATTERN: Code = Code(447);

//! A model in which each schema is as it goes over the wire.

use super::{Direction, Reversed, Withheld, ids, marked};
use crate::api::{Api, MediaType, Operation, Schema, SchemaId, Validation};
use crate::hash::HashMap;

/// A model in which each schema is as it goes over the wire.
#[derive(Debug)]
pub struct Directed {
    /// The model. Where requests and responses differ, a schema stands for responses, and
    /// [`Api::inputs`] and what follows the other schemas for requests.
    pub api: Api,
    /// The rules that are not asked in one direction, with it.
    pub silent: Vec<(Validation, Direction)>,
    inputs: HashMap<SchemaId, SchemaId>,
    /// The direction in which each schema of the description is there; none if nothing reaches it.
    directions: Vec<Option<Direction>>,
}

impl Directed {
    /// The schema that stands for one of the description where values go in a direction, or by
    /// itself, and the direction that it is for.
    pub fn seen(
        &self,
        id: SchemaId,
        direction: Option<Direction>,
    ) -> (SchemaId, Option<Direction>) {
        match (direction, self.inputs.get(&id)) {
            (Some(Direction::Request), Some(input)) => (*input, direction),
            _ => (id, self.directions.get(id.0 as usize).copied().flatten()),
        }
    }
}

/// The model in which each schema is as it goes over the wire: as in a request where only requests
/// reach it, as in a response where only responses do, and as described where neither does. One
/// that both reach and that differs is there twice. None if nothing is `readOnly` or `writeOnly`.
pub fn directed(api: &Api) -> Option<Directed> {
    Some(Changes::new(api)?.made_in(api.clone()))
}

/// What [`directed`] makes of a model that is not needed any more, or else the model itself.
pub fn into_directed(api: Api) -> Result<Directed, Box<Api>> {
    match Changes::new(&api) {
        Some(changes) => Ok(changes.made_in(api)),
        None => Err(Box::new(api)),
    }
}

/// What makes a model a directed one.
struct Changes {
    /// The schemas that are not as described.
    changed: Vec<(SchemaId, Schema)>,
    /// What is sent of the schemas that are there twice, without its own references to such.
    sent: Vec<Schema>,
    silent: Vec<(Validation, Direction)>,
    inputs: HashMap<SchemaId, SchemaId>,
    directions: Vec<Option<Direction>>,
}

impl Changes {
    /// None if nothing is `readOnly` or `writeOnly`.
    fn new(api: &Api) -> Option<Self> {
        let withheld = |direction| Withheld::new(api, direction);
        let [sent, answered] = [Direction::Request, Direction::Response].map(withheld);
        if sent.is_empty() && answered.is_empty() {
            return None;
        }
        let requests = View::new(api, Direction::Request, sent);
        let responses = View::new(api, Direction::Response, answered);
        let has = |list: &[bool], id: SchemaId| list.get(id.0 as usize) == Some(&true);
        let split: Vec<SchemaId> = ids(api)
            .filter(|id| {
                let differs = has(&requests.differs, *id) || has(&responses.differs, *id);
                differs && has(&requests.reached, *id) && has(&responses.reached, *id)
            })
            .collect();
        let inputs = (api.schemas.len()..).filter_map(|at| u32::try_from(at).ok());
        let inputs = inputs.map(SchemaId).zip(&split);
        let inputs = inputs.map(|(input, id)| (*id, input)).collect();
        let mut silent = Vec::new();
        let sent = split.iter().map(|id| {
            let mut input = api.schema(*id).clone();
            requests.apply(api, *id, &mut input, &mut silent);
            input.is_input = true;
            input
        });
        let sent = sent.collect();
        let mut changed = Vec::new();
        let mut directions = Vec::with_capacity(api.schemas.len());
        for id in ids(api) {
            let view = match (has(&requests.reached, id), has(&responses.reached, id)) {
                (_, true) => Some(&responses),
                (true, false) => Some(&requests),
                (false, false) => None,
            };
            if let Some(view) = view.filter(|view| has(&view.differs, id)) {
                let mut schema = api.schema(id).clone();
                view.apply(api, id, &mut schema, &mut silent);
                changed.push((id, schema));
            }
            directions.push(view.map(|view| view.direction));
        }
        Some(Changes {
            changed,
            sent,
            silent,
            inputs,
            directions,
        })
    }

    fn made_in(self, mut api: Api) -> Directed {
        let inputs = self.inputs;
        for (id, schema) in self.changed {
            if let Some(described) = api.schemas.get_mut(id.0 as usize) {
                *described = schema;
            }
        }
        for (schema, direction) in api.schemas.iter_mut().zip(&self.directions) {
            if *direction == Some(Direction::Request) {
                redirect(schema, &inputs);
            }
        }
        api.schemas.extend(self.sent.into_iter().map(|mut sent| {
            redirect(&mut sent, &inputs);
            sent
        }));
        let components = api.components.iter().enumerate();
        api.inputs = components
            .filter_map(|(at, (_, id))| Some((at, *inputs.get(id)?)))
            .collect();
        for operation in &mut api.operations {
            redirect_operation(operation, Direction::Request, &inputs);
        }
        for webhook in &mut api.webhooks {
            for operation in &mut webhook.operations {
                redirect_operation(operation, Direction::Response, &inputs);
            }
        }
        Directed {
            api,
            silent: self.silent,
            inputs,
            directions: self.directions,
        }
    }
}

/// The schemas in one direction.
struct View<'a> {
    direction: Direction,
    withheld: Withheld<'a>,
    /// Whether an operation reaches a schema.
    reached: Vec<bool>,
    /// Whether a schema, or one that it holds, differs from what is described.
    differs: Vec<bool>,
}

impl<'a> View<'a> {
    fn new(api: &'a Api, direction: Direction, withheld: Withheld<'a>) -> Self {
        let kept = |id: SchemaId| {
            let schema = api.schema(id);
            let members = withheld.members(id);
            schema.applied(move |name| members.contains(&name))
        };
        let mut reached = Vec::new();
        for operation in &api.operations {
            roots(operation, Direction::Request, direction, &mut reached);
        }
        for operation in api.webhooks.iter().flat_map(|it| &it.operations) {
            roots(operation, Direction::Response, direction, &mut reached);
        }
        let heirs = heirs(api);
        let count = api.schemas.len();
        let reached = marked(count, reached, |id| {
            let heirs = heirs.get(&id).into_iter().flatten().copied();
            kept(id).chain(api.schema(id).tagged()).chain(heirs)
        });
        let differs: Vec<SchemaId> = ids(api).filter(|id| withheld.changes(*id)).collect();
        let differs = match differs.is_empty() {
            true => vec![false; count],
            false => {
                let holders = Reversed::new(count, kept);
                marked(count, differs, |id| holders.of(id))
            }
        };
        View {
            direction,
            withheld,
            reached,
            differs,
        }
    }

    /// Makes of a schema what it is in this direction.
    fn apply(
        &self,
        api: &'a Api,
        id: SchemaId,
        schema: &mut Schema,
        silent: &mut Vec<(Validation, Direction)>,
    ) {
        if !self.differs.get(id.0 as usize).is_some_and(|it| *it) {
            return;
        }
        let rules = self.withheld.silent_rules(api, id);
        if !rules.is_empty() {
            let is_silent = |rule: &Validation| rules.iter().any(|it| it.location == rule.location);
            schema.validations.retain(|rule| !is_silent(rule));
        }
        silent.extend(rules.into_iter().map(|rule| (rule.clone(), self.direction)));
        let is_asked = |name: &String| !self.withheld.is_optional(id, name);
        schema.required.retain(is_asked);
        if !schema.dependent_required.is_empty() {
            let lists = schema.dependent_required.iter_mut();
            lists.for_each(|(_, names)| names.retain(is_asked));
        }
        let members = self.withheld.members(id);
        if !members.is_empty() {
            schema.withheld = members.iter().map(|name| (*name).to_owned()).collect();
        }
        let uncounted = self.withheld.uncounted(id);
        if !uncounted.is_empty() {
            schema.uncounted = uncounted.iter().map(|name| (*name).to_owned()).collect();
        }
    }
}

/// The components that are built on a schema with a discriminator, by that schema.
fn heirs(api: &Api) -> HashMap<SchemaId, Vec<SchemaId>> {
    let mut heirs: HashMap<SchemaId, Vec<SchemaId>> = HashMap::default();
    for (_, id) in &api.components {
        for part in &api.schema(*id).all_of {
            let base = api.resolved(*part);
            if api.schema(base).discriminator.is_some() {
                heirs.entry(base).or_default().push(*id);
            }
        }
    }
    heirs
}

/// The schemas that an operation names in a direction, also those of its callbacks; `own` is the
/// direction of its requests.
fn roots(operation: &Operation, own: Direction, wanted: Direction, roots: &mut Vec<SchemaId>) {
    if own == wanted {
        roots.extend(operation.parameters.iter().filter_map(|it| it.schema));
        let body = operation.request_body.iter().flat_map(|it| &it.content);
        body.for_each(|media| of_media(media, roots));
    } else {
        for response in &operation.responses {
            roots.extend(response.headers.iter().filter_map(|it| it.schema));
            response.content.iter().for_each(|it| of_media(it, roots));
        }
    }
    // The model ends where callbacks contain themselves.
    for called in operation.callbacks.iter().flat_map(|it| &it.operations) {
        self::roots(called, own.reversed(), wanted, roots);
    }
}

fn of_media(media: &MediaType, roots: &mut Vec<SchemaId>) {
    roots.extend(media.schema.iter().chain(&media.item_schema));
    let headers = media.encoding.iter().flat_map(|it| &it.headers);
    roots.extend(headers.filter_map(|header| header.schema));
}

/// Lets a schema hold what is sent.
fn redirect(schema: &mut Schema, inputs: &HashMap<SchemaId, SchemaId>) {
    schema.redirect(|id| inputs.get(&id).copied().unwrap_or(id));
}

/// Lets an operation name what is sent, where it is sent.
fn redirect_operation(
    operation: &mut Operation,
    own: Direction,
    inputs: &HashMap<SchemaId, SchemaId>,
) {
    let turn = |id: &mut Option<SchemaId>| {
        *id = id.map(|id| inputs.get(&id).copied().unwrap_or(id));
    };
    let turn_media = |media: &mut MediaType| {
        turn(&mut media.schema);
        turn(&mut media.item_schema);
        for header in media.encoding.iter_mut().flat_map(|it| &mut it.headers) {
            turn(&mut header.schema);
        }
    };
    match own {
        Direction::Request => {
            operation
                .parameters
                .iter_mut()
                .for_each(|it| turn(&mut it.schema));
            let body = operation.request_body.iter_mut();
            body.flat_map(|it| &mut it.content).for_each(turn_media);
        }
        Direction::Response => {
            for response in &mut operation.responses {
                response
                    .headers
                    .iter_mut()
                    .for_each(|it| turn(&mut it.schema));
                response.content.iter_mut().for_each(turn_media);
            }
        }
    }
    for callback in &mut operation.callbacks {
        for called in &mut callback.operations {
            redirect_operation(called, own.reversed(), inputs);
        }
    }
}

import { z } from 'zod';
import type { Endpoint } from '#platform/shared/contract.ts';

type Json = Record<string, unknown>;

const PROBLEM: Json = {
  type: 'object',
  description: 'Why not (RFC 9457), and which fields need another look.',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    errors: {
      type: 'array',
      items: { type: 'object', required: ['field', 'message'], properties: { field: { type: 'string' }, message: { type: 'string' } } },
    },
  },
};

/** The OpenAPI 3.1 document of a list of endpoints. */
export function openApiOf(endpoints: readonly Endpoint[], { version }: { version: string }): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const path = `/api${endpoint.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Truce',
      version,
      description: 'One shared record for sales and marketing, and the agreement between them.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(endpoints.map(areaOf))].sort().map((name) => ({ name })),
    security: [{ key: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key made in the settings or with `truce key create`.' },
        session: { type: 'apiKey', in: 'cookie', name: 'truce.session_token' },
      },
      schemas: { Problem: PROBLEM },
    },
  };
}

/** The area an endpoint belongs to: the first word of its path. */
export function areaOf(endpoint: Endpoint): string {
  return endpoint.path.split('/')[1] ?? 'truce';
}

/** The JSON Schema of what goes in or comes out. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }) as Json;
  return rest;
}

function operationOf(endpoint: Endpoint): Json {
  const {
    properties = {},
    required = [],
    $defs,
  } = schemaOf(endpoint.input, 'input') as { properties?: Json; required?: string[]; $defs?: Json };
  const inPath = new Set(endpoint.pathParameters);
  const rest = Object.keys(properties).filter((name) => !inPath.has(name));
  const inQuery = endpoint.method === 'GET' || endpoint.method === 'DELETE';
  const parameter = (name: string, place: 'path' | 'query'): Json => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...parameterShape(properties[name] as Json, place),
  });
  const parameters = [
    ...endpoint.pathParameters.map((name) => parameter(name, 'path')),
    ...(inQuery ? rest.map((name) => parameter(name, 'query')) : []),
  ];
  return {
    operationId: endpoint.name,
    summary: endpoint.summary,
    tags: [areaOf(endpoint)],
    ...(endpoint.permission === 'public' ? { security: [] } : { 'x-permission': endpoint.permission }),
    ...(parameters.length ? { parameters } : {}),
    ...(inQuery ? {} : bodyOf(endpoint, { properties, required, rest, ...($defs ? { $defs } : {}) })),
    responses: {
      '200': answerOf(endpoint),
      default: {
        description: 'A problem, in plain words.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
      '4XX': {
        description: 'The request needs another look.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** Lists and objects travel as JSON in the query string. */
function parameterShape(schema: Json, place: 'path' | 'query'): Json {
  const plain = ['string', 'number', 'integer', 'boolean'].includes(String(schema.type)) || 'enum' in schema || 'const' in schema;
  return place === 'path' || plain
    ? { schema: place === 'path' ? { type: 'string' } : schema }
    : { content: { 'application/json': { schema } } };
}

function bodyOf(endpoint: Endpoint, input: { properties: Json; required: string[]; rest: string[]; $defs?: Json }): Json {
  if (endpoint.transport === 'upload')
    return {
      requestBody: {
        required: true,
        content: { 'multipart/form-data': { schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } } },
      },
    };
  if (endpoint.transport === 'bytes')
    return { requestBody: { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } } };
  if (input.rest.length === 0) return {};
  const schema = {
    type: 'object',
    properties: Object.fromEntries(input.rest.map((name) => [name, input.properties[name]])),
    required: input.required.filter((name) => input.rest.includes(name)),
    additionalProperties: false,
    ...(input.$defs ? { $defs: input.$defs } : {}),
  };
  return { requestBody: { required: true, content: { 'application/json': { schema } } } };
}

function answerOf(endpoint: Endpoint): Json {
  if (endpoint.transport === 'download')
    return { description: 'The file.', content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } };
  if (endpoint.transport === 'events')
    return { description: 'A stream of events.', content: { 'text/event-stream': { schema: { type: 'string' } } } };
  return { description: 'Done.', content: { 'application/json': { schema: schemaOf(endpoint.output, 'output') } } };
}

/**
 * Tables and columns: Beta9's migrations 001, 009 and 028 (`pkg/repository/backend_postgres_migrations`); a stub names its
 * image in `config.runtime.image_id` (`pkg/types/config.go`).
 */
const imageOfStub = "s.config->'runtime'->>'image_id'";
const stubInUse = `(
  exists (select from deployment d where d.stub_id = s.id and d.active and d.deleted_at is null)
  or exists (select from task t where t.stub_id = s.id and t.ended_at is null)
)`;

/** Prints one JSON array of usages. Reads only. */
export const usageSql = `select coalesce(json_agg(usage), '[]') from (
  select ${imageOfStub} as image,
         bool_or(${stubInUse}) as "inUse",
         floor(extract(epoch from max(greatest(
           s.created_at, s.updated_at, (select max(t.created_at) from task t where t.stub_id = s.id)
         ))) * 1000)::bigint as "lastUsed"
  from stub s
  where ${imageOfStub} <> ''
  group by 1
) usage;
`;

/**
 * Makes Beta9 forget images, so that it builds them anew when they are wanted: with images in S3 it takes a row of
 * `image` for proof that the image exists (`imageMetadataAuthoritative`). What came into use since the selection stays.
 * Reads a JSON array of ids from `input`; prints those that have no row any more, also from a run that was cut short.
 */
export const forgetSql = (input: string) => `\\set ids \`cat ${input}\`
begin;
delete from image i
using json_array_elements_text(:'ids'::json) as wanted(id)
where i.image_id = wanted.id
  and not exists (select from stub s where ${imageOfStub} = wanted.id and ${stubInUse});
commit;
select coalesce(json_agg(wanted.id), '[]')
from json_array_elements_text(:'ids'::json) as wanted(id)
where not exists (select from image i where i.image_id = wanted.id);
`;

-- Images of products. The object itself is in object storage under its key.
CREATE TABLE media (
    id uuid PRIMARY KEY,
    product_id integer NOT NULL REFERENCES products (id),
    key text NOT NULL UNIQUE,
    file_name text NOT NULL,
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'usable', 'rejected')),
    reason text,
    content_type text,
    size_bytes bigint,
    width integer,
    height integer,
    sha256 text,
    uploaded_by integer REFERENCES users (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    inspected_at timestamptz
);

CREATE INDEX media_product_index ON media (product_id, created_at) WHERE status = 'usable';
CREATE INDEX media_status_index ON media (status, created_at);

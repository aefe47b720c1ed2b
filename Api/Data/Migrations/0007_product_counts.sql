-- How many products a category has is kept beside it, in the transaction that adds, moves or removes them: counting a million
-- products takes longer than anybody waits for a list. Sales change the stock only, and no trigger runs for them.
ALTER TABLE categories ADD COLUMN product_count bigint NOT NULL DEFAULT 0;

-- Categories are locked in the order of their ids, so that two who change products at once do not wait for each other in a circle.
CREATE FUNCTION count_products() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    CASE TG_OP
        WHEN 'INSERT' THEN
            PERFORM id FROM categories WHERE id IN (SELECT category_id FROM added) ORDER BY id FOR NO KEY UPDATE;
            UPDATE categories c SET product_count = c.product_count + d.products
            FROM (SELECT category_id, count(*) AS products FROM added GROUP BY category_id) d WHERE c.id = d.category_id;
        WHEN 'DELETE' THEN
            PERFORM id FROM categories WHERE id IN (SELECT category_id FROM removed) ORDER BY id FOR NO KEY UPDATE;
            UPDATE categories c SET product_count = c.product_count - d.products
            FROM (SELECT category_id, count(*) AS products FROM removed GROUP BY category_id) d WHERE c.id = d.category_id;
        WHEN 'UPDATE' THEN
            PERFORM id FROM categories WHERE id IN (old.category_id, new.category_id) ORDER BY id FOR NO KEY UPDATE;
            UPDATE categories SET product_count = product_count + CASE id WHEN new.category_id THEN 1 ELSE -1 END
            WHERE id IN (old.category_id, new.category_id);
        ELSE
            UPDATE categories SET product_count = 0;
    END CASE;
    RETURN NULL;
END
$$;

CREATE TRIGGER products_added AFTER INSERT ON products
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_products();
CREATE TRIGGER products_removed AFTER DELETE ON products
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_products();
CREATE TRIGGER products_moved AFTER UPDATE OF category_id ON products
    FOR EACH ROW WHEN (old.category_id <> new.category_id) EXECUTE FUNCTION count_products();
CREATE TRIGGER products_emptied AFTER TRUNCATE ON products
    FOR EACH STATEMENT EXECUTE FUNCTION count_products();

-- Counts all of them anew: here, after a COPY with the triggers off, and after data was loaded from a dump of data alone.
CREATE PROCEDURE recount_products() LANGUAGE sql AS $$
    UPDATE categories c SET product_count = (SELECT count(*) FROM products p WHERE p.category_id = c.id);
$$;

CALL recount_products();

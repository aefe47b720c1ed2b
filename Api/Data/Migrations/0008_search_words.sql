-- The words of all product names, each with the number of products that have it. Who misspells a word is answered from these few
-- hundred words; comparing the text with the name of each product took longer than everything else about a search.
CREATE TABLE product_words (
    word text PRIMARY KEY,
    products bigint NOT NULL
);

CREATE INDEX product_words_trigram_index ON product_words USING gin (word gin_trgm_ops);

-- Finds the products that have a word in their name, when more have it somewhere than can be ranked.
CREATE INDEX products_name_index ON products USING gin (to_tsvector('english', name));
DROP INDEX products_name_trigram_index;

-- Not for what is a number, or too short to tell what was meant.
CREATE FUNCTION words_of(name text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
    SELECT word FROM unnest(tsvector_to_array(to_tsvector('simple', name))) AS word WHERE length(word) >= 3 AND word !~ '^[0-9.,+-]+$';
$$;

-- In the order of the words, so that two who add products at once do not wait for each other in a circle.
CREATE FUNCTION count_product_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    CASE TG_OP
        WHEN 'INSERT' THEN
            INSERT INTO product_words AS w SELECT word, count(*) FROM added, words_of(added.name) AS word GROUP BY word ORDER BY word
            ON CONFLICT (word) DO UPDATE SET products = w.products + excluded.products;
        WHEN 'DELETE' THEN
            INSERT INTO product_words AS w SELECT word, -count(*) FROM removed, words_of(removed.name) AS word GROUP BY word ORDER BY word
            ON CONFLICT (word) DO UPDATE SET products = w.products + excluded.products;
        WHEN 'UPDATE' THEN
            INSERT INTO product_words AS w
            SELECT word, sum(change) FROM (SELECT words_of(new.name), 1 UNION ALL SELECT words_of(old.name), -1) AS changes (word, change)
            GROUP BY word HAVING sum(change) <> 0 ORDER BY word
            ON CONFLICT (word) DO UPDATE SET products = w.products + excluded.products;
        ELSE
            DELETE FROM product_words;
    END CASE;
    RETURN NULL;
END
$$;

CREATE TRIGGER products_words_added AFTER INSERT ON products
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_product_words();
CREATE TRIGGER products_words_removed AFTER DELETE ON products
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_product_words();
CREATE TRIGGER products_renamed AFTER UPDATE OF name ON products
    FOR EACH ROW WHEN (old.name <> new.name) EXECUTE FUNCTION count_product_words();
CREATE TRIGGER products_words_emptied AFTER TRUNCATE ON products
    FOR EACH STATEMENT EXECUTE FUNCTION count_product_words();

CREATE OR REPLACE PROCEDURE recount_products() LANGUAGE sql AS $$
    UPDATE categories c SET product_count = (SELECT count(*) FROM products p WHERE p.category_id = c.id);
    DELETE FROM product_words;
    INSERT INTO product_words SELECT word, count(*) FROM products p, words_of(p.name) AS word GROUP BY word;
$$;

CALL recount_products();

-- A payment ends with its order: it is cancelled when the order is called off before it was charged, and given back when after.
ALTER TABLE payments DROP CONSTRAINT payments_status_check;
ALTER TABLE payments ADD CONSTRAINT payments_status_check
    CHECK (status IN ('pending', 'succeeded', 'declined', 'cancelled', 'refunding', 'refunded'));

-- Orders that were called off until now left their payment as it was; what was charged for them is given back.
UPDATE payments p SET status = CASE p.status WHEN 'pending' THEN 'cancelled' ELSE 'refunding' END
FROM orders o WHERE o.id = p.order_id AND o.status = 'cancelled' AND p.status IN ('pending', 'succeeded');

-- Every minute somebody looks for what waits for the provider, and for jobs that were done long ago.
CREATE INDEX payments_open_index ON payments (created_at) WHERE status IN ('pending', 'refunding');
CREATE INDEX jobs_done_index ON jobs (finished_at) WHERE status = 'done';

-- The orders of the last day are measured every few seconds.
CREATE INDEX orders_created_index ON orders (created_at);
